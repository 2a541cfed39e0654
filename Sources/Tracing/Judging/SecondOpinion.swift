import NetworkTypes
import Policy
import PolicyMeaning
import Topology

/// What the documents mean, by the interpreter of documents that shares no code with the compiler.
///
/// It knows the two ends of a trace and nobody else. That is enough: within one network an endpoint of a rule means the peer
/// or not by the peer's own address, labels and groups.
struct SecondOpinion {
    private let meaning: Meaning
    private let policy: PolicySet
    private let topology: Topology

    init(_ source: TraceSource, _ ends: [ServedEnd]) {
        policy = source.policy
        topology = source.topology
        let topology = source.topology
        meaning = Meaning(source.policy, attachments: ends.map { Self.attachment($0, topology) }, vnis: [:])
    }

    private static func attachment(_ end: ServedEnd, _ topology: Topology) -> Attachment {
        let network = NetworkName(tenant: end.nic.network.tenant, name: end.nic.network.name)
        let nic: Attachment.NIC =
            switch end.nic.origin {
            case .declared: .declared(tenant: end.id.tenant, .init(vm: end.id.vm, index: end.id.index))
            case .discovered: .profiled(network)
            }
        return Attachment(
            nic, at: Place(host: end.host.name, port: end.number), mac: end.mac,
            bound: (topology.boundAddresses[end.id] ?? []).map(\.address))
    }

    /// What is to become of a frame but for groups and defaults, and why.
    func fate(
        of frame: ProbeFrame, from sender: ServedEnd, to receiver: ServedEnd
    ) -> (isDelivered: Bool, reason: String) {
        let fate = meaning.fate(of: frame.bytes, from: Place(host: sender.host.name, port: sender.number))
        let place = Place(host: receiver.host.name, port: receiver.number)
        return (fate.deliveries.contains { $0.place == place }, fate.reason)
    }

    // MARK: Policy

    /// What the policies of both ends say; nil when the documents do not know one of the two.
    func judgement(_ frame: ProbeFrame, from sender: ServedEnd, to receiver: ServedEnd) -> Judgement? {
        guard let (source, destination, resolution) = parties(sender, receiver) else { return nil }
        return SecurityMeaning(resolution).judge(
            frame.probe.firstPacket(from: frame.source.address, to: frame.destination.address),
            from: .nic(source), to: .nic(destination))
    }

    /// The groups of a tier that an end belongs to, sorted by name.
    func groups(of end: ServedEnd, tier: PolicyTier?) -> [Resolution.Group] {
        guard let nic = BoundNIC(Self.attachment(end, topology), policy) else { return [] }
        return Resolution(policy, nics: [nic]).groups(of: nic, tier: tier)
    }

    func group(_ name: String, of document: DocumentKey) -> GroupDeclaration? {
        policy.group(name, ofTenant: document.tenant)?.declaration
    }

    /// Where a tenant states its default.
    func defaultOrigin(of tenant: String) -> Origin? {
        policy.defaults(ofTenant: tenant).map { Origin($0.document, $0.declaration.position) }
    }

    private func parties(_ sender: ServedEnd, _ receiver: ServedEnd) -> (BoundNIC, BoundNIC, Resolution)? {
        guard let source = BoundNIC(Self.attachment(sender, topology), policy),
            let destination = BoundNIC(Self.attachment(receiver, topology), policy)
        else { return nil }
        return (source, destination, Resolution(policy, nics: [source, destination]))
    }
}
