/// Cuts a `text/event-stream` (WHATWG HTML, section 9.2) into events, however its bytes arrive.
///
/// Memory is bounded: an event beyond `maxEventBytes` ends the stream.
final class EventStream {
    private(set) var isTooLong = false
    private let maxEventBytes: Int
    private let onEvent: (ServerSentEvent) -> Bool
    private var line: [UInt8] = []
    private var endedWithCarriageReturn = false
    private var event = ServerSentEvent()
    private var dataLines: [String] = []
    private var eventBytes = 0

    /// - Parameter onEvent: answers whether more events are wanted.
    init(maxEventBytes: Int = 16 << 20, onEvent: @escaping (ServerSentEvent) -> Bool) {
        self.maxEventBytes = maxEventBytes
        self.onEvent = onEvent
    }

    /// Takes the next bytes; false when no more are wanted.
    func receive(_ bytes: [UInt8]) -> Bool {
        for byte in bytes {
            let followsCarriageReturn = endedWithCarriageReturn
            endedWithCarriageReturn = byte == UInt8(ascii: "\r")
            if byte == UInt8(ascii: "\n"), followsCarriageReturn { continue }
            if byte == UInt8(ascii: "\n") || byte == UInt8(ascii: "\r") {
                guard endLine() else { return false }
            } else {
                line.append(byte)
                eventBytes += 1
                if eventBytes > maxEventBytes {
                    isTooLong = true
                    return false
                }
            }
        }
        return true
    }

    private func endLine() -> Bool {
        defer { line.removeAll(keepingCapacity: true) }
        guard !line.isEmpty else { return dispatch() }
        let text = String(decoding: line, as: UTF8.self)
        let parts = text.split(separator: ":", maxSplits: 1, omittingEmptySubsequences: false)
        var value = parts.count > 1 ? parts[1] : ""
        if value.first == " " { value.removeFirst() }
        switch parts[0] {
        case "event": event.name = String(value)
        case "id": event.id = String(value)
        case "data": dataLines.append(String(value))
        // Comments (empty name) keep the connection alive; other fields are for browsers.
        default: break
        }
        return true
    }

    private func dispatch() -> Bool {
        defer {
            event = ServerSentEvent()
            dataLines = []
            eventBytes = 0
        }
        // Without data there is no event (the standard's rule).
        guard !dataLines.isEmpty else { return true }
        event.data = dataLines.joined(separator: "\n")
        return onEvent(event)
    }
}
