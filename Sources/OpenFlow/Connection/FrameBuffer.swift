import Wire

/// Bytes from the peer, cut into messages by the lengths in their headers.
struct FrameBuffer {
    private var bytes: [UInt8] = []
    private var position = 0

    mutating func append(_ more: [UInt8]) {
        if position == bytes.count {
            bytes = more
            position = 0
        } else {
            bytes.removeFirst(position)
            position = 0
            bytes += more
        }
    }

    /// The header of the next message, once its eight bytes are there.
    func header() throws(WireError) -> MessageHeader? {
        guard bytes.count - position >= MessageHeader.byteCount else { return nil }
        var reader = ByteReader(bytes.span.bytes.extracting(position..<position + MessageHeader.byteCount))
        return try MessageHeader(from: &reader)
    }

    /// Whether a message of `length` bytes is there whole.
    func holds(_ length: Int) -> Bool { bytes.count - position >= length }

    /// The next `length` bytes, which are there, without consuming them.
    func prefix(_ length: Int) -> [UInt8] { Array(bytes[position..<position + length]) }

    mutating func consume(_ length: Int) { position += length }

    /// Reads the next `length` bytes with `body`, which sees offsets from the message's start.
    func read<Result>(
        _ length: Int, _ body: (inout ByteReader) throws(WireError) -> Result
    ) throws(WireError) -> Result {
        var reader = ByteReader(bytes.span.bytes.extracting(position..<position + length))
        return try body(&reader)
    }

    mutating func removeAll() {
        bytes = []
        position = 0
    }
}
