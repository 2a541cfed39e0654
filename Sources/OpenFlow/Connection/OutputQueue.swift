import Wire

/// Bytes for the peer. Small messages share a chunk, so that one write takes many.
struct OutputQueue {
    private var finished: [[UInt8]] = []
    private var finishedBytes = 0
    private var current = ByteWriter()

    /// Chunks are closed at this size.
    private static let chunkBytes = 64 << 10
    /// Room for the message that fills a chunk.
    private static let lastMessageBytes = 4 << 10

    var byteCount: Int { finishedBytes + current.count }

    mutating func write(_ body: (inout ByteWriter) -> Void) {
        body(&current)
        if current.count >= Self.chunkBytes { closeChunk() }
    }

    /// Writes a message of a caller's, of any size. Nothing is written when it cannot be sent.
    mutating func append(_ message: Message, version: OpenFlowVersion, xid: UInt32) throws(MessageLengthError) {
        try message.encode(version: version, xid: xid, into: &current)
        if current.count >= Self.chunkBytes { closeChunk() }
    }

    /// Writes a message of the connection's own, whose size is fixed or that of one that came. Traps when it is too long.
    mutating func write(_ message: Message, version: OpenFlowVersion, xid: UInt32) {
        do throws(MessageLengthError) {
            try append(message, version: version, xid: xid)
        } catch {
            preconditionFailure("\(error)")
        }
    }

    /// Makes room, at the start of a chunk, for what is written next: so many messages of about so many bytes.
    mutating func expect(messages: Int, ofBytes size: Int) {
        guard current.count == 0 else { return }
        current.reserve(min(messages * size, Self.chunkBytes + Self.lastMessageBytes))
    }

    mutating func take() -> [[UInt8]] {
        if current.count > 0 { closeChunk() }
        let result = finished
        finished = []
        finishedBytes = 0
        return result
    }

    mutating func removeAll() {
        finished = []
        finishedBytes = 0
        current = ByteWriter()
    }

    private mutating func closeChunk() {
        finishedBytes += current.count
        finished.append(current.take())
    }
}
