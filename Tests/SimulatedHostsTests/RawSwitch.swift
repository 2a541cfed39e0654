import OpenFlow
import TestSupport

/// A switch that takes whole messages and says what it answers: a real one, or the simulated one.
protocol RawSwitch {
    /// Sends the messages and a barrier with this xid; answers what comes back before its reply.
    func exchange(_ messages: [[UInt8]], barrier: UInt32) throws -> [[UInt8]]
    /// The flow_removed that came, which a real switch sends when it gets round to it.
    var removals: [[UInt8]] { get }
    var version: OpenFlowVersion { get }
}

extension RawSwitch {
    func barrierRequest(_ xid: UInt32) -> [UInt8] { Message.barrierRequest.encoded(version: version, xid: xid) }

    /// All parts of the answer.
    func ask(_ body: MultipartRequest.Body, xid: UInt32) throws -> [MultipartReply.Body] {
        let request = Message.multipartRequest(MultipartRequest(body)).encoded(version: version, xid: xid)
        return try exchange([request], barrier: xid + 1).map { bytes in
            guard case .multipartReply(let reply) = try Message.decode(bytes).message else {
                throw VirtualSwitch.Failure(description: "no answer to \(body): \(bytes)")
            }
            return reply.body
        }
    }
}

/// Cuts a stream into messages.
struct MessageStream {
    private var bytes: [UInt8] = []

    mutating func append(_ more: some Sequence<UInt8>) { bytes += more }

    mutating func next() -> [UInt8]? {
        guard bytes.count >= 8 else { return nil }
        let length = Int(bytes[2]) << 8 | Int(bytes[3])
        guard bytes.count >= length else { return nil }
        defer { bytes.removeFirst(length) }
        return Array(bytes.prefix(length))
    }
}

extension RawSwitch {
    /// In an order of their own, without what was counted.
    func removalTexts() throws -> [String] {
        try removals.map { bytes in
            guard case .flowRemoved(var removed) = try Message.decode(bytes).message else { return "\(bytes)" }
            removed.counters = FlowCounters()
            return "\(Message.flowRemoved(removed))"
        }.sorted()
    }
}

extension [UInt8] {
    var messageType: UInt8 { self[1] }
    var messageXID: UInt32 { self[4..<8].reduce(0) { $0 << 8 | UInt32($1) } }
}
