import Fleet
import NetworkTypes
import SimulatedHosts

/// The simulated fabric that is measured: as many networks as hosts, each with one NIC on as many hosts in a row as a host
/// has NICs. So a host shares networks with about twice as many others, however large the fleet is. Besides, ports of NICs that
/// no document names at first: a spare one for each network, those of ten NICs in a network of their own, and one that moves
/// from host to host among them.
public struct FleetShape: Sendable {
    public var hosts: Int
    public var nicsPerHost: Int

    public init(hosts: Int, nicsPerHost: Int) {
        precondition((1...16_000).contains(hosts) && (0...min(hosts, 200)).contains(nicsPerHost), "a fleet has a size")
        self.hosts = hosts
        self.nicsPerHost = nicsPerHost
    }

    static let tenant = "fleet"
    /// The document that declares one spare NIC, and nothing else.
    static let spareDocument = "spare"
    /// The document that declares a network that is new, with its NICs.
    static let joinedDocument = "joined"
    private static let networksPerDocument = 50

    struct Interface {
        /// From 0.
        let network: Int
        /// In the network, from 0.
        let place: Int
        /// From 0.
        let host: Int

        /// One address more than the others have.
        var extraAddress: IPAddress { .v4(IPv4Address(rawValue: subnet.rawValue | 240)) }

        var vm: String { "vm\(network)-\(place)" }
        var mac: MACAddress { MACAddress(rawValue: 0x5254_0000_0000 | UInt64(network) << 8 | UInt64(place)) }
        var subnet: IPv4Address { IPv4Address(rawValue: 0x0a00_0000 | UInt32(network) << 8) }
        var addresses: [IPAddress] {
            let prefix = (0x2001_0db8_0000_0000 | UInt128(network)) << 64
            return [
                .v4(IPv4Address(rawValue: subnet.rawValue | UInt32(16 + place))),
                .v6(IPv6Address(rawValue: prefix | UInt128(16 + place))),
            ]
        }
    }

    func interfaces(of network: Int) -> [Interface] {
        (0..<nicsPerHost).map { Interface(network: network, place: $0, host: (network + $0) % hosts) }
    }

    /// A NIC more for this network, on its first host.
    func spare(of network: Int) -> Interface { Interface(network: network, place: nicsPerHost, host: network) }

    /// Ten NICs, or as many as there are hosts, each on another one, in a network that only they have.
    var joiners: [Interface] { (0..<min(10, hosts)).map { Interface(network: hosts, place: $0, host: $0) } }

    /// The hosts as they dial the controller, each from a loopback address of its own.
    func members(manager: String) -> [Fleet.Member] {
        var ports: [[HostPort]] = Array(repeating: [], count: hosts)
        let networks = (0..<hosts).lazy
        for interface in [Array(networks.flatMap(interfaces)), networks.map(spare), joiners].joined() {
            let name = "tap\(ports[interface.host].count)"
            ports[interface.host].append(HostPort(name: name, interfaceID: interface.vm, mac: interface.mac))
        }
        ports[mover.host].append(moverPort)
        return ports.enumerated().map { number, ports in
            var identity = HostIdentity(
                systemID: Self.name(number), hostName: Self.name(number), managers: [manager])
            identity.ports = ports
            return Fleet.Member(identity, source: .v4(IPv4Address(rawValue: 0x7f01_0000 + UInt32(number))))
        }
    }

    static func name(_ host: Int) -> String { "sim\(host + 1)" }
}

extension FleetShape {
    /// The admin's document: hosts that dial in, and a tenant with room enough.
    var fabricDocument: String {
        var text = "version: 1\ntenant: admin\ndocument: fabric\nvni-pool: 10000-15999999\nunderlay: { mtu: 1500 }\n"
        text += "tenants:\n  \(Self.tenant): { quota: { networks: 20000, nics: 1000000 } }\n"
        text += "  \(Self.moverTenant): { quota: { networks: 1, nics: 20 } }\nhosts:\n"
        for host in 0..<hosts {
            let vtep = IPv4Address(rawValue: 0xac1f_0000 + 10 + UInt32(host))
            text += "  \(Self.name(host)): { ovsdb: listen, system-id: \(Self.name(host)), vtep: \(vtep) }\n"
        }
        return text
    }

    /// All networks with their NICs, fifty a document.
    var networkTexts: [String] {
        stride(from: 0, to: hosts, by: Self.networksPerDocument).map { first in
            let networks = first..<min(hosts, first + Self.networksPerDocument)
            return head(document: "nets\(first)") + networkList(networks) + nicList(networks.flatMap(interfaces))
        }
    }

    /// A document with nothing but a network's spare NIC.
    func spareText(of network: Int) -> String { head(document: Self.spareDocument) + nicList([spare(of: network)]) }

    /// A document with nothing but a network's spare NIC, which has one address more than others.
    func extendedText(of network: Int) -> String {
        let spare = spare(of: network)
        return head(document: Self.spareDocument) + "nics:\n" + entry(spare, spare.addresses + [spare.extraAddress])
    }

    /// A network that is new, with its NICs.
    var joinedText: String {
        head(document: Self.joinedDocument) + networkList(hosts..<hosts + 1) + nicList(joiners)
    }

    /// All of them, one after the other, as a file with several documents.
    public var documents: String { ([fabricDocument] + networkTexts + [moverText]).joined(separator: "---\n") }

    func head(document: String, of tenant: String = tenant) -> String {
        "version: 1\ntenant: \(tenant)\ndocument: \(document)\n"
    }

    func networkList(_ networks: Range<Int>) -> String {
        var text = "networks:\n"
        for network in networks {
            let subnet = IPv4Address(rawValue: 0x0a00_0000 | UInt32(network) << 8)
            text += "  net\(network):\n    subnets:\n      - { cidr: \(subnet)/24, dhcp: off }\n"
            text += "      - { cidr: \"2001:db8:0:\(String(network, radix: 16))::/64\", ra: off }\n"
        }
        return text
    }

    func nicList(_ nics: [Interface]) -> String { "nics:\n" + nics.map { entry($0, $0.addresses) }.joined() }

    private func entry(_ interface: Interface, _ addresses: [IPAddress]) -> String {
        let addresses = addresses.map { "\"\($0)\"" }.joined(separator: ", ")
        return
            "  - { vm: \(interface.vm), mac: \"\(interface.mac)\", network: net\(interface.network), addresses: [\(addresses)] }\n"
    }
}
