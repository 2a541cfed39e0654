import Lab
import NetworkTypes

/// The fabric that is measured: hosts, networks that every host serves, NICs spread evenly, and a spare NIC on each host
/// that no document names at first.
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

        var mac: MACAddress { MACAddress(rawValue: 0x5254_0000_0000 | UInt64(number)) }

        var addresses: [IPAddress] {
            let ipv4 = IPv4Address(rawValue: 0x0a00_0000 | UInt32(network) << 16 | number)
            let ipv6 = IPv6Address(rawValue: (0x2001_0db8_0000_0000 | UInt128(network)) << 64 | UInt128(number))
            return [.v4(ipv4), .v6(ipv6)]
        }

        /// As an entry of a document.
        var entry: String {
            let addresses = addresses.map { "\"\($0)\"" }.joined(separator: ", ")
            return "  - { vm: \(vm), mac: \"\(mac)\", network: net\(network), addresses: [\(addresses)] }\n"
        }

        var port: LabNIC { LabNIC(vm: vm, host: "kvm\(host)", mac: mac, tenant: FabricShape.tenant) }
    }

    /// Every host has as many NICs of each network.
    var interfaces: [Interface] {
        (0..<nicCount).map { position in
            Interface(
                vm: "vm\(position + 1)", host: position % hosts + 1, network: position / hosts % networks + 1,
                number: 16 + UInt32(position))
        }
    }

    var spares: [Interface] {
        (0..<hosts).map { position in
            Interface(
                vm: "spare\(position + 1)", host: position + 1, network: position % networks + 1,
                number: 16 + UInt32(nicCount + position))
        }
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
            var text = head(document: "net\(number)")
            text += "networks:\n  net\(number):\n    subnets:\n      - { cidr: 10.\(number).0.0/16, dhcp: off }\n"
            text += "      - { cidr: \"2001:db8:0:\(String(number, radix: 16))::/64\", ra: off }\n"
            return text + nicList(byNetwork[number] ?? [])
        }
    }

    /// A document with nothing but this NIC.
    func spareText(_ spare: Interface) -> String { head(document: Self.spareDocument) + nicList([spare]) }

    private func head(document: String) -> String { "version: 1\ntenant: \(Self.tenant)\ndocument: \(document)\n" }

    private func nicList(_ nics: [Interface]) -> String { "nics:\n" + nics.map(\.entry).joined() }
}
