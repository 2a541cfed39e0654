import NetworkTypes

/// What became of the probes from one VM to one address of another.
public struct PingResult: Hashable, Sendable, Codable {
    public enum Verdict: String, Hashable, Sendable, Codable {
        /// The addressed VM saw a probe, nobody else saw one, and an answer came back.
        case ok
        /// The addressed VM saw a probe, but no answer came back.
        case oneWay = "one-way"
        /// Nobody saw a probe and nobody answered.
        case lost
        /// Another VM saw a probe, or somebody else answered.
        case wrong
    }

    public let from: String
    public let to: String
    public let address: String
    /// Whether both VMs belong to one tenant, and so should reach each other as far as the lab knows.
    public let sameTenant: Bool
    public let sent: Int
    public let received: Int
    /// The VMs that saw a probe, sorted; with equal addresses in two tenants it may be another than `to`.
    public let reached: [String]
    /// Whether a VM of another tenant than the sender's saw a probe.
    public let leaked: Bool
    /// The shortest round trip in milliseconds; nil without an answer.
    public let roundTrip: Double?
    public let verdict: Verdict

    /// - Parameters:
    ///   - vms: the names of the VMs whose numbers the probe has.
    ///   - tenants: theirs.
    init(_ probe: PingMatrix.Probe, vms: [String], tenants: [String?]) {
        from = vms[probe.source]
        to = vms[probe.target]
        address = probe.address.description
        sameTenant = tenants[probe.source] == tenants[probe.target]
        leaked = probe.reached.contains { tenants[$0] != tenants[probe.source] }
        sent = probe.sent
        received = probe.received
        reached = probe.reached.map { vms[$0] }.sorted()
        roundTrip = probe.roundTrip.map { Double($0.components.attoseconds / 1_000_000_000_000) / 1000 }
        verdict =
            switch (probe.reached.contains(probe.target), probe.reached.count, probe.received > 0) {
            case (true, 1, true): .ok
            case (true, 1, false): .oneWay
            case (false, 0, false): .lost
            default: .wrong
            }
    }

    /// Whether it is as tenants without common networks should have it: reached within a tenant, and never anything
    /// seen by another one. That somebody of the own tenant has the same address and answers is in order.
    public var isExpected: Bool { !leaked && (verdict == .ok || !sameTenant) }
}
