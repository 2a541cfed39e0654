import NetworkTypes

/// A network of a policy set, with the MACs and addresses that its NICs have.
struct NetworkEntry: Sendable {
    struct Problem {
        let code: Diagnostic.Code
        let message: String
        let position: SourcePosition
        let related: [SourcePosition]

        init(
            _ code: Diagnostic.Code, _ message: String, at position: SourcePosition, related: [SourcePosition] = []
        ) {
            self.code = code
            self.message = message
            self.position = position
            self.related = related
        }
    }

    private(set) var owned: Owned<NetworkDeclaration>
    /// The NICs that refer to it, with their places.
    private(set) var members = ShardedDictionary<NICDeclaration.Name, SourcePosition>()
    private var macs = ShardedDictionary<MACAddress, NICDeclaration.Name>()
    private var addresses = ShardedDictionary<IPAddress, NICDeclaration.Name>()

    init(_ owned: Owned<NetworkDeclaration>) { self.owned = owned }

    private var network: NetworkDeclaration { owned.declaration }

    /// This network as another declaration of it says, with the NICs it has.
    ///
    /// - Returns: nil when the subnets differ, so that each NIC has to be judged again.
    func redeclared(_ other: Owned<NetworkDeclaration>) -> NetworkEntry? {
        let now = other.declaration
        let isSame =
            now.isComplete && network.subnets.map(\.prefix) == now.subnets.map(\.prefix)
            && network.subnets.map(\.gateway) == now.subnets.map(\.gateway)
        guard isSame else { return nil }
        var entry = self
        entry.owned = other
        return entry
    }

    /// Takes out a NIC that was put in before.
    mutating func remove(_ nic: NICDeclaration) {
        members.remove(nic.name)
        if let mac = nic.mac { macs.remove(mac) }
        for address in nic.addresses { addresses.remove(address) }
    }

    /// Subnets that overlap, and gateways that cannot be.
    func judgeSubnets() -> [Problem] {
        guard network.isComplete else { return [] }
        var problems: [Problem] = []
        // Prefixes nest or are apart: sorted, one that overlaps an earlier one lies in the last that nothing encloses.
        var enclosing: NetworkDeclaration.Subnet?
        for subnet in network.subnets.sorted(by: { ($0.prefix, $0.position) < ($1.prefix, $1.position) }) {
            if let outer = enclosing, outer.prefix.overlaps(subnet.prefix) {
                problems.append(
                    Problem(
                        .invalid, "network \(network.name): subnet \(subnet.prefix) overlaps \(outer.prefix)",
                        at: subnet.position, related: [outer.position]))
            } else {
                enclosing = subnet
            }
            if let gateway = subnet.gateway, let reason = subnet.refusal(of: gateway) {
                problems.append(
                    Problem(
                        .invalid, "network \(network.name): gateway \(gateway) \(reason)", at: subnet.position))
            }
        }
        return problems
    }

    /// Puts a NIC in, and says what its MAC and addresses contradict: the network, or the NICs put in before.
    mutating func insert(_ nic: NICDeclaration) -> [Problem] {
        members.set(nic.position, for: nic.name)
        guard network.isComplete else { return [] }
        var problems: [Problem] = []
        let name = { "NIC \(excerpt("\(nic.name)"))" }
        if let mac = nic.mac, let first = macs.claim(mac, for: nic.name) {
            problems.append(
                Problem(
                    .duplicate, "\(name()): MAC \(mac) is already in network \(network.name)", at: nic.position,
                    related: place(of: first)))
        }
        for address in nic.addresses {
            if let reason = refusal(of: address) {
                problems.append(Problem(.invalid, "\(name()): address \(address) \(reason)", at: nic.position))
            }
            if let first = addresses.claim(address, for: nic.name) {
                problems.append(
                    Problem(
                        .duplicate, "\(name()): address \(address) is already in network \(network.name)",
                        at: nic.position, related: place(of: first)))
            }
        }
        return problems
    }

    private func place(of nic: NICDeclaration.Name) -> [SourcePosition] { members[nic].map { [$0] } ?? [] }

    /// Why no NIC of the network may have the address; nil when one may.
    private func refusal(of address: IPAddress) -> String? {
        // A link-local address is valid in every IPv6 network whatever its subnets are.
        if case .v6(let v6) = address, v6.isLinkLocal { return nil }
        // A network without subnets says nothing about its addresses.
        if network.subnets.isEmpty { return nil }
        guard let subnet = network.subnets.first(where: { $0.prefix.contains(address) }) else {
            return "lies in no subnet of network \(network.name)"
        }
        if subnet.gateway == address { return "is the gateway's" }
        return subnet.refusal(of: address)
    }
}

extension NetworkDeclaration.Subnet {
    /// Why no station of the subnet may have the address; nil when one may.
    func refusal(of address: IPAddress) -> String? {
        guard prefix.contains(address) else { return "lies outside its subnet \(prefix)" }
        guard case (.v4(let station), .v4(let base)) = (address, prefix.address), prefix.length <= 30 else {
            return nil
        }
        if station == base { return "is the subnet's own address" }
        let last = base.rawValue | (UInt32.max >> UInt32(prefix.length))
        return station.rawValue == last ? "is the subnet's broadcast address" : nil
    }
}
