import Lab
import NetworkTypes

/// The fabric that is measured: hosts, networks, NICs spread evenly, and a spare NIC on each host that no document names at
/// first. Ten of these make a network of their own for a while.
public struct FabricShape: Sendable {
    public var hosts: Int
    public var networks: Int
    public var nicsPerHost: Int

    public init(hosts: Int = 10, networks: Int = 5, nicsPerHost: Int = 100) {
        self.hosts = hosts
        self.networks = networks
        self.nicsPerHost = nicsPerHost
    }

    static let tenant = "bench"
    /// The document that declares one spare NIC, and nothing else.
    static let spareDocument = "spare"
    /// The document that declares a network that is new, with its NICs.
    static let joinedDocument = "joined"

    var hostNames: [String] { (1...hosts).map { "kvm\($0)" } }
    var nicCount: Int { hosts * nicsPerHost }
    /// The documents of all networks with their NICs.
    var networkDocuments: [String] { (1...networks).map { "net\($0)" } }

    /// A NIC of the fabric: what a document and its port say about it.
    struct Interface: Sendable {
        let vm: String
        let host: Int
        let network: Int
        let number: UInt32

        /// One address more than the others have.
        var extraAddress: IPAddress { .v4(IPv4Address(rawValue: 0x0a00_8000 | UInt32(network) << 16 | number)) }

        var mac: MACAddress { MACAddress(rawValue: 0x5254_0000_0000 | UInt64(number)) }

        var addresses: [IPAddress] {
            let ipv4 = IPv4Address(rawValue: 0x0a00_0000 | UInt32(network) << 16 | number)
            let ipv6 = IPv6Address(rawValue: (0x2001_0db8_0000_0000 | UInt128(network)) << 64 | UInt128(number))
            return [.v4(ipv4), .v6(ipv6)]
        }

        /// As an entry of a document.
        var entry: String { entry(addresses) }

        /// As an entry of a document, with these addresses.
        func entry(_ addresses: [IPAddress]) -> String {
            let addresses = addresses.map { "\"\($0)\"" }.joined(separator: ", ")
            return "  - { vm: \(vm), mac: \"\(mac)\", network: net\(network), addresses: [\(addresses)] }\n"
        }

        var port: LabNIC { LabNIC(vm: vm, host: "kvm\(host)", mac: mac, tenant: FabricShape.tenant) }
    }

    /// Every host has as many NICs of each network.
    var interfaces: [Interface] {
        (0..<nicCount).map { position in
            let host = position % hosts + 1
            return Interface(
                vm: "vm\(position + 1)", host: host, network: network(ofNIC: position / hosts, on: host),
                number: 16 + UInt32(position))
        }
    }

    /// Of networks that their hosts serve already.
    var spares: [Interface] {
        (0..<hosts).map { position in
            let ordinal = position % min(networks, nicsPerHost)
            return Interface(
                vm: "spare\(position + 1)", host: position + 1, network: network(ofNIC: ordinal, on: position + 1),
                number: 16 + UInt32(nicCount + position))
        }
    }

    /// A host's NICs take the networks in turn, and begin where the host before has ended: a host that has fewer NICs than there
    /// are networks serves some of them.
    private func network(ofNIC ordinal: Int, on host: Int) -> Int {
        ((host - 1) * nicsPerHost + ordinal) % networks + 1
    }

    /// The names of hosts that have NICs of a network.
    func hostNames(serving network: Int) -> [String] {
        (1...hosts).filter { host in (0..<nicsPerHost).contains { self.network(ofNIC: $0, on: host) == network } }
            .map { hostNames[$0 - 1] }
    }

    /// Ten spare NICs, or as many as there are, in a network that only they have.
    var joiners: [Interface] {
        spares.prefix(10).map { Interface(vm: $0.vm, host: $0.host, network: networks + 1, number: $0.number) }
    }

    var labSpec: LabSpec {
        LabSpec(hosts: hostNames, nics: (interfaces + spares).map(\.port), datapath: .dummy)
    }
}

extension FabricShape {
    /// The admin's document: hosts that dial in, and a tenant with room enough.
    var fabricDocument: String {
        var text = "version: 1\ntenant: admin\ndocument: fabric\nvni-pool: 10000-15999999\nunderlay: { mtu: 1500 }\n"
        text += "tenants:\n  \(Self.tenant): { quota: { networks: 100, nics: 100000 } }\nhosts:\n"
        for (position, host) in hostNames.enumerated() {
            text += "  \(host): { ovsdb: listen, system-id: \(host), vtep: \(LabAddresses.tunnel(position + 1)) }\n"
        }
        return text
    }

    /// One document for each network, with all its NICs.
    var networkTexts: [String] {
        let byNetwork = Dictionary(grouping: interfaces, by: \.network)
        return (1...networks).map { number in
            head(document: "net\(number)") + network(number) + nicList(byNetwork[number] ?? [])
        }
    }

    private func network(_ number: Int) -> String {
        "networks:\n  net\(number):\n    subnets:\n      - { cidr: 10.\(number).0.0/16, dhcp: off }\n"
            + "      - { cidr: \"2001:db8:0:\(String(number, radix: 16))::/64\", ra: off }\n"
    }

    /// A network that is new, with ten NICs.
    var joinedText: String { head(document: Self.joinedDocument) + network(networks + 1) + nicList(joiners) }

    /// A document with nothing but this NIC, which has one address more than others.
    func extendedText(_ spare: Interface) -> String {
        head(document: Self.spareDocument) + "nics:\n" + spare.entry(spare.addresses + [spare.extraAddress])
    }

    /// A document with nothing but this NIC.
    func spareText(_ spare: Interface) -> String { head(document: Self.spareDocument) + nicList([spare]) }

    private func head(document: String) -> String { "version: 1\ntenant: \(Self.tenant)\ndocument: \(document)\n" }

    private func nicList(_ nics: [Interface]) -> String { "nics:\n" + nics.map(\.entry).joined() }
}
