/// Cuts a stream of JSON objects, as JSON-RPC 1.0 sends them, into one message each.
///
/// The stream has no framing: an object ends with the brace that closes it, braces in strings not counted. The cost is
/// linear in what is received, however it is cut; what is between two objects may only be white space. The messages
/// themselves are not checked: that is the parser's work.
public struct JSONStreamSplitter: Sendable {
    /// The longest message that is accepted, in bytes.
    public let maxMessageBytes: Int

    private var buffer: [UInt8] = []
    /// Where the present message starts in `buffer`; everything before it was handed out.
    private var start = 0
    /// How far `buffer` was looked at.
    private var scanned = 0
    private var depth = 0
    private var isInString = false
    private var isEscaped = false
    /// Bytes of the stream that are no longer in `buffer`.
    private var discarded = 0

    public init(maxMessageBytes: Int) {
        precondition(maxMessageBytes > 0, "a message has at least one byte")
        self.maxMessageBytes = maxMessageBytes
    }

    /// Bytes that are held and belong to no complete message yet, or to messages not yet taken.
    public var bufferedBytes: Int { buffer.count - start }

    /// Adds what was received. Take every message with `next()` before adding more, or the buffer grows.
    public mutating func append(_ bytes: some Sequence<UInt8>) {
        // Dropping the consumed part only when it outweighs the rest keeps the total cost linear.
        if start > 4096, start > buffer.count / 2 {
            buffer.removeSubrange(..<start)
            discarded += start
            scanned -= start
            start = 0
        }
        buffer.append(contentsOf: bytes)
    }

    /// The next complete message, or nil when more bytes are needed.
    ///
    /// - Throws: when a message is longer than the limit or something other than an object starts; the offset counts
    ///   from the start of the stream. The stream cannot be followed any further then.
    public mutating func next() throws(JSONError) -> [UInt8]? {
        while scanned < buffer.count {
            let byte = buffer[scanned]
            if depth == 0 {
                try startMessage(byte)
            } else if isInString {
                scanString(byte)
            } else {
                scanStructure(byte)
            }
            scanned += 1
            guard scanned - start <= maxMessageBytes else {
                throw JSONError(.limit("\(maxMessageBytes) bytes in a message"), at: discarded + scanned - 1)
            }
            if depth == 0 {
                defer { start = scanned }
                if byte == UInt8(ascii: "}") { return Array(buffer[start..<scanned]) }
            }
        }
        if start == buffer.count { discardAll() }
        return nil
    }

    private mutating func startMessage(_ byte: UInt8) throws(JSONError) {
        switch byte {
        case UInt8(ascii: "{"): depth = 1
        case 0x20, 0x09, 0x0A, 0x0D: break
        default: throw JSONError(.expected("an object"), at: discarded + scanned)
        }
    }

    private mutating func scanString(_ byte: UInt8) {
        if isEscaped {
            isEscaped = false
        } else if byte == UInt8(ascii: "\\") {
            isEscaped = true
        } else if byte == UInt8(ascii: "\"") {
            isInString = false
        }
    }

    private mutating func scanStructure(_ byte: UInt8) {
        switch byte {
        case UInt8(ascii: "\""): isInString = true
        case UInt8(ascii: "{"): depth += 1
        case UInt8(ascii: "}"): depth -= 1
        default: break
        }
    }

    private mutating func discardAll() {
        discarded += buffer.count
        buffer.removeAll(keepingCapacity: buffer.capacity <= 64 << 10)
        start = 0
        scanned = 0
    }
}
