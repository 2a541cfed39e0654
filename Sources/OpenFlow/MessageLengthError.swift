import Wire

/// A message that cannot be sent: it, or something in it, is longer than its length can say (OpenFlow 1.5.1 section 7.1.1).
public struct MessageLengthError: Error, Hashable, Sendable, CustomStringConvertible {
    /// The message as Open vSwitch calls it, `OFPT_FLOW_MOD` for example.
    public let message: String
    /// What is too long in it; nil: the message itself.
    public let part: String?
    /// Bytes of the message or the part.
    public let found: Int
    /// The most that it may have: 65,535 bytes for a message.
    public let limit: Int

    /// What is wrong with the message that was written from `start` on, which `holdsMessage` says is none.
    @inline(never)
    init(_ message: String, in writer: ByteWriter, from start: Int) {
        self.message = message
        part = writer.overflow?.subject
        found = writer.overflow?.found ?? writer.count - start
        limit = writer.overflow?.limit ?? Message.maximumBytes
    }

    public var description: String {
        "\(message)\(part.map { ": \($0)" } ?? "") of \(found) bytes, at most \(limit)"
    }
}

extension ByteWriter {
    /// Whether what was written from `start` on, and all in it, is no longer than its length can say.
    func holdsMessage(from start: Int) -> Bool { count &- start <= Message.maximumBytes && overflow == nil }
}
