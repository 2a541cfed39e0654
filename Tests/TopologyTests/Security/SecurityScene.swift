import NetworkTypes
import TestSupport
import Topology

/// A small fabric in which everything that groups depend on changes at random.
struct SecurityScene {
    static let tenants = ["acme", "globex"]
    static let networks = [("acme", "web"), ("acme", "db"), ("globex", "lan")].map {
        NetworkID(tenant: $0.0, name: $0.1)
    }
    static let hosts: [HostID] = ["kvm1", "kvm2", "kvm3"]
    static let nics = (0..<9).map { NICID(tenant: $0 < 6 ? "acme" : "globex", vm: "vm\($0)", index: 0) }
    static let groups =
        tenants.flatMap { tenant in ["a", "b", "c"].map { GroupID(tenant: tenant, name: $0) } }
        + ["x", "y"].map { GroupID(tenant: "admin", name: $0) }
    static let terms: [PeerTerm] =
        groups.map(PeerTerm.group) + nics.prefix(4).map(PeerTerm.nic)
        + ["acme", "globex", nil].flatMap { tenant in
            labelSets.map { labels in
                .labels(tenant: tenant, labels.sorted { $0.key < $1.key }.map { .init(key: $0.key, value: $0.value) })
            }
        }
    private static let labelSets: [[String: String]] = [
        [:], ["role": "web"], ["role": "db"], ["env": "prod"], ["role": "web", "env": "prod"],
    ]

    var topology = Topology()
    var generator: SeededGenerator
    private var ruleNumber: UInt32 = 0

    init(seed: UInt64) { generator = SeededGenerator(seed: seed) }

    mutating func change() {
        switch number(below: 20) {
        case 0...3: topology.update(nic())
        case 4: topology.remove(pick(Self.nics))
        case 5...8: topology.update(port())
        case 9: topology.remove(PortID(host: pick(Self.hosts), name: pick(Self.nics).vm))
        case 10: topology.update(host(pick(Self.hosts)))
        case 11: topology.setAway(chance(2), pick(Self.hosts))
        case 12: chance(3) ? topology.remove(pick(Self.hosts)) : topology.update(network(pick(Self.networks)))
        case 13...16: topology.update(group())
        case 17: topology.remove(pick(Self.groups))
        case 18: changeDefault()
        default: changeAddressSet()
        }
    }

    /// The same state, with every object put in anew and in another order.
    mutating func fromNothing() -> Topology {
        var new = Topology()
        let groupsComeFirst = chance(2)
        func declareGroups(_ new: inout Topology) {
            for group in topology.groups.values { new.update(group) }
            for set in topology.addressSets.values { new.update(set) }
            for (tenant, stated) in topology.statedDefaults { new.setDefault(stated, ofTenant: tenant) }
        }
        if groupsComeFirst { declareGroups(&new) }
        for host in topology.hosts.values { new.update(host) }
        for network in topology.networks.values { new.update(network) }
        for nic in topology.nics.values { new.update(nic) }
        for port in topology.ports.values { new.update(port) }
        for (nic, port) in topology.activePort { new.restoreActivePort(port, of: nic) }
        if !groupsComeFirst { declareGroups(&new) }
        return new
    }

    /// Those that it makes.
    mutating func removeAllGroups() {
        for group in Self.groups { topology.remove(group) }
        for set in topology.addressSets.keys { topology.remove(set) }
        for tenant in topology.statedDefaults.keys { topology.setDefault(nil, ofTenant: tenant) }
    }

    // MARK: Random objects

    private mutating func number(below bound: Int) -> Int { Int.random(in: 0..<bound, using: &generator) }
    private mutating func chance(_ oneIn: Int) -> Bool { number(below: oneIn) == 0 }
    private mutating func pick<Element>(_ choices: [Element]) -> Element { choices[number(below: choices.count)] }

    private func host(_ id: HostID) -> Host {
        Host(id: id, number: UInt32((Self.hosts.firstIndex(of: id) ?? 0) + 1), vtep: nil)
    }

    private func network(_ id: NetworkID) -> Network {
        let place = UInt32(Self.networks.firstIndex(of: id) ?? 0)
        return Network(id: id, vni: VNI(10_000 + place), profile: "n-\(place)")
    }

    private mutating func nic() -> NIC {
        let id = pick(Self.nics)
        let place = UInt32(Self.nics.firstIndex(of: id) ?? 0)
        var labels: [String: String] = [:]
        if !chance(4) { labels["role"] = pick(["web", "db"]) }
        if chance(2) { labels["env"] = pick(["prod", "test"]) }
        let isDiscovered = chance(8)
        // One of them is a guest in another tenant's network.
        let network = place == 8 ? pick(Self.networks) : pick(Self.networks.filter { $0.tenant == id.tenant })
        return NIC(
            id: id, number: NIC.firstNumber + place, origin: isDiscovered ? .discovered : .declared, network: network,
            mac: isDiscovered ? MACAddress(rawValue: UInt64(place) + 1) : nil, interfaceID: isDiscovered ? nil : id.vm,
            labels: isDiscovered ? [:] : labels)
    }

    private mutating func port() -> Port {
        let nic = pick(Self.nics)
        let place = UInt32(Self.nics.firstIndex(of: nic) ?? 0)
        return Port(
            id: PortID(host: pick(Self.hosts), name: nic.vm), number: chance(6) ? nil : PortNumber(place + 1),
            interfaceID: nic.vm, attachedMAC: MACAddress(rawValue: UInt64(chance(6) ? 1 : place + 1)),
            profile: chance(2) ? "n-\(number(below: 3))" : nil)
    }

    private mutating func group() -> SecurityGroup {
        let id = pick(Self.groups)
        let place = UInt32(Self.groups.firstIndex(of: id) ?? 0)
        let present = topology.groups[id]
        var members = MemberSelector()
        if chance(2) { members.labels = pick(Self.labelSets) }
        for nic in Self.nics where chance(5) { members.nics.insert(nic) }
        for network in Self.networks where chance(5) { members.networks.insert(network) }
        // Often only the rules or only the members are others.
        if let present, chance(2) { members = present.members }
        let keepsRules = chance(3)
        return SecurityGroup(
            id: id, number: place + 1,
            tier: id.tenant == "admin" ? pick([.guard, .baseline, .baseline, .tenant]) : .tenant, members: members,
            ingress: keepsRules ? present?.ingress ?? [] : rules(), egress: keepsRules ? present?.egress ?? [] : rules()
        )
    }

    private mutating func rules() -> [SecurityRule] {
        (0..<number(below: 4)).map { _ in
            ruleNumber += 1
            return SecurityRule(number: ruleNumber, .allow, [.any], chance(4) ? .any : .term(pick(Self.terms)))
        }
    }

    private mutating func changeDefault() {
        let reaches: [SecurityDefault.Reach] = [.allow, .tenant, .deny]
        let stated = SecurityDefault(ingress: pick(reaches), egress: pick(reaches), sameNetwork: pick(reaches))
        topology.setDefault(chance(2) ? nil : stated, ofTenant: pick(Self.tenants))
    }

    private mutating func changeAddressSet() {
        let id = AddressSetID(tenant: pick(Self.tenants), name: "s")
        guard !chance(3) else { return topology.remove(id) }
        let address = IPAddress.v4(IPv4Address(rawValue: UInt32(number(below: 3)) << 8))
        topology.update(AddressSet(id: id, prefixes: [IPPrefix(containing: address, length: 24)]))
    }
}
