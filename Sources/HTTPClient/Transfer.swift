/// What arrives during one transfer. Touched only by libcurl's callbacks, on the thread that performs it.
final class Transfer {
    private(set) var headers: [String: String] = [:]
    private(set) var body: [UInt8] = []
    /// The receiver wanted no more.
    private(set) var isStopped = false
    /// The body is larger than allowed.
    private(set) var isTooLarge = false
    private var status = 0

    private let maximumBytes: Int
    private let onData: (([UInt8]) -> Bool)?

    init(maximumBytes: Int, onData: (([UInt8]) -> Bool)? = nil) {
        self.maximumBytes = maximumBytes
        self.onData = onData
    }

    /// One header line with its line end. libcurl bounds a line to 100 KiB and all of them to 300 KiB.
    func receiveHeader(_ line: UnsafeRawBufferPointer) -> Bool {
        let text = String(decoding: line, as: UTF8.self)
        if text.hasPrefix("HTTP/") {
            // A new answer: what came before was interim (100 Continue).
            headers = [:]
            status = text.split(separator: " ").dropFirst().first.flatMap { Int($0) } ?? 0
            return true
        }
        guard let colon = text.firstIndex(of: ":") else { return true }
        let name = text[..<colon].lowercased()
        let value = trimmed(text[text.index(after: colon)...])
        headers[name] = headers[name].map { "\($0), \(value)" } ?? value
        return true
    }

    /// Some bytes of the body; false ends the transfer.
    func receiveBody(_ bytes: UnsafeRawBufferPointer) -> Bool {
        if let onData, (200..<300).contains(status) {
            isStopped = !onData(Array(bytes))
            return !isStopped
        }
        isTooLarge = body.count + bytes.count > maximumBytes
        guard !isTooLarge else { return false }
        body.append(contentsOf: bytes)
        return true
    }
}

private func trimmed(_ text: Substring) -> String {
    var text = text
    while let first = text.first, first.isWhitespace { text.removeFirst() }
    while let last = text.last, last.isWhitespace { text.removeLast() }
    return String(text)
}
