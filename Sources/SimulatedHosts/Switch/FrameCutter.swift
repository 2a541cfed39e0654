/// Bytes from the peer, cut into messages by the lengths in their headers (OpenFlow 1.5.1 section 7.1.1).
struct FrameCutter {
    private var bytes: [UInt8] = []
    private var position = 0

    mutating func append(_ more: [UInt8]) {
        if position == bytes.count {
            bytes = more
        } else {
            bytes.removeFirst(position)
            bytes += more
        }
        position = 0
    }

    enum Next {
        case message(ArraySlice<UInt8>)
        case incomplete
        /// A length below that of a header: nobody knows where the next message begins.
        case damaged
    }

    mutating func next() -> Next {
        guard bytes.count - position >= 8 else { return incomplete() }
        let length = Int(bytes.span.bytes.load(position + 2, as: UInt16.self))
        guard length >= 8 else { return .damaged }
        guard bytes.count - position >= length else { return incomplete() }
        defer { position += length }
        return .message(bytes[position..<position + length])
    }

    /// Nothing is kept between messages: there are thousands of connections.
    private mutating func incomplete() -> Next {
        if position == bytes.count { (bytes, position) = ([], 0) }
        return .incomplete
    }
}
