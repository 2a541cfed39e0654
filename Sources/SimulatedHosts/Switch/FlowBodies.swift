import OpenFlow

/// The bodies of flows, each once. Switches of one thread share it: the hosts of a fleet have most flows in common.
public final class FlowBodies {
    private var bodies: [FlowBody] = []
    private var index = ProbeIndex()
    /// At so many bodies those that no switch has any more are dropped.
    private var limit = 1024

    public init() {}

    /// Bodies that are held.
    public var count: Int { bodies.count }

    /// The body in these canonical bytes, if it is there.
    func find(_ bytes: RawSpan) -> FlowBody? {
        let hash = ByteHash.of(bytes)
        guard let place = index.first(hash, where: { isBody($0, hash, bytes) }) else { return nil }
        return bodies[place]
    }

    /// The body of a flow.
    func body(of flow: Flow) throws(MessageLengthError) -> FlowBody {
        let bytes = Array(try FlowBlock(sendable: [flow]).bytes[48...])
        if let body = find(bytes.span.bytes) { return body }
        if bodies.count >= limit { sweep() }
        let body = FlowBody(bytes: bytes, flow: flow)
        index.insert(body.hash, at: bodies.count) { self.bodies[$0].hash }
        bodies.append(body)
        return body
    }

    private func isBody(_ place: Int, _ hash: UInt32, _ bytes: RawSpan) -> Bool {
        guard bodies[place].hash == hash else { return false }
        let found = bodies[place].bytes
        return found.span.bytes.hasSameBytes(as: bytes)
    }

    private func sweep() {
        var kept: [FlowBody] = []
        for place in bodies.indices where !isKnownUniquelyReferenced(&bodies[place]) { kept.append(bodies[place]) }
        bodies = kept
        index.removeAll()
        for (place, body) in kept.enumerated() { index.insert(body.hash, at: place) { kept[$0].hash } }
        limit = max(1024, kept.count * 2)
    }
}
