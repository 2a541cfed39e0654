/// One event of a stream (HTML Living Standard, section 9.2).
struct ServerSentEvent {
    let name: String
    let id: UInt64?
    /// One line.
    let data: String

    init(_ name: String, id: UInt64? = nil, data: String) {
        self.name = name
        self.id = id
        self.data = data
    }

    var text: String {
        let number = id.map { "id: \($0)\n" } ?? ""
        return "event: \(name)\n\(number)data: \(data)\n\n"
    }
}
