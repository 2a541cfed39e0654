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
    private var progress = Progress()
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
            progress.position -= start
            start = 0
        }
        buffer.append(contentsOf: bytes)
    }

    /// The next complete message, or nil when more bytes are needed.
    ///
    /// - Throws: when a message is longer than the limit or something other than an object starts; the offset counts
    ///   from the start of the stream. The stream cannot be followed any further then.
    public mutating func next() throws(JSONError) -> [UInt8]? {
        if progress.depth == 0 { try findStart() }
        if progress.depth > 0 {
            // No further than the limit.
            let end = min(buffer.count, start + maxMessageBytes + 1)
            progress = progress.following(buffer.span, to: end)
        }
        let scanned = progress.position
        guard scanned - start <= maxMessageBytes else {
            throw JSONError(.limit("\(maxMessageBytes) bytes in a message"), at: discarded + scanned - 1)
        }
        if progress.depth == 0, scanned > start {
            defer { start = scanned }
            return Array(buffer[start..<scanned])
        }
        if start == buffer.count { discardAll() }
        return nil
    }

    /// Passes over white space to the brace that opens a message, and over the brace.
    private mutating func findStart() throws(JSONError) {
        while progress.depth == 0, progress.position < buffer.count {
            switch buffer[progress.position] {
            case UInt8(ascii: "{"):
                start = progress.position
                progress.depth = 1
            case 0x20, 0x09, 0x0A, 0x0D: start = progress.position + 1
            default: throw JSONError(.expected("an object"), at: discarded + progress.position)
            }
            progress.position += 1
        }
    }

    private mutating func discardAll() {
        discarded += buffer.count
        buffer.removeAll(keepingCapacity: buffer.capacity <= 64 << 10)
        start = 0
        progress.position = 0
    }
}

extension JSONStreamSplitter {
    /// How far a message was followed.
    private struct Progress {
        /// Where the next byte to look at stands.
        var position = 0
        /// Braces that are open; zero between messages.
        var depth = 0
        var isInString = false
        var isEscaped = false

        /// Follows a message whose first brace was counted, to `end` or behind its last brace.
        func following(_ bytes: Span<UInt8>, to end: Int) -> Progress {
            var next = self
            while next.position < end, next.depth > 0 {
                if next.isInString { next.followString(bytes, to: end) } else { next.followStructure(bytes, to: end) }
            }
            return next
        }

        /// Up to and over the quote that ends the string.
        private mutating func followString(_ bytes: Span<UInt8>, to end: Int) {
            while position < end {
                let byte = bytes[position]
                position &+= 1
                if isEscaped {
                    isEscaped = false
                } else if byte == UInt8(ascii: "\\") {
                    isEscaped = true
                } else if byte == UInt8(ascii: "\"") {
                    isInString = false
                    return
                }
            }
        }

        /// Up to and over the quote that begins a string, or the brace that ends the message.
        private mutating func followStructure(_ bytes: Span<UInt8>, to end: Int) {
            while position < end {
                let byte = bytes[position]
                position &+= 1
                switch byte {
                case UInt8(ascii: "\""):
                    isInString = true
                    return
                case UInt8(ascii: "{"): depth &+= 1
                case UInt8(ascii: "}"):
                    depth &-= 1
                    if depth == 0 { return }
                default: break
                }
            }
        }
    }
}
