import NetworkTypes

/// Judges one network: its subnets, and the MACs and addresses of its NICs.
struct NetworkJudge {
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

    private let network: NetworkDeclaration
    private var macs: [MACAddress: SourcePosition] = [:]
    private var addresses: [IPAddress: SourcePosition] = [:]

    init(_ network: NetworkDeclaration) { self.network = network }

    /// Subnets that overlap, and gateways that cannot be.
    mutating func judgeSubnets() -> [Problem] {
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

    /// The NIC's MAC and addresses against the network and the NICs judged before.
    mutating func judge(_ nic: NICDeclaration) -> [Problem] {
        guard network.isComplete else { return [] }
        var problems: [Problem] = []
        let name = { "NIC \(excerpt("\(nic.name)"))" }
        if let mac = nic.mac, let first = macs.updateValue(nic.position, forKey: mac) {
            macs[mac] = first
            problems.append(
                Problem(
                    .duplicate, "\(name()): MAC \(mac) is already in network \(network.name)", at: nic.position,
                    related: [first]))
        }
        for address in nic.addresses {
            if let reason = refusal(of: address) {
                problems.append(Problem(.invalid, "\(name()): address \(address) \(reason)", at: nic.position))
            }
            if let first = addresses.updateValue(nic.position, forKey: address) {
                addresses[address] = first
                problems.append(
                    Problem(
                        .duplicate, "\(name()): address \(address) is already in network \(network.name)",
                        at: nic.position, related: [first]))
            }
        }
        return problems
    }

    /// Why no NIC of the network may have the address; nil when one may.
    private func refusal(of address: IPAddress) -> String? {
        // A link-local address is valid in every IPv6 network whatever its subnets are.
        if case .v6(let v6) = address, v6.isLinkLocal { return nil }
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
