import NetworkTypes
import Testing

@testable import Topology

@Suite("Addresses that NICs come to have")
struct AddressTests {
    private static let net = NetworkID(tenant: "acme", name: "web")

    /// A host with NICs behind ports of the same number, on one network.
    private static func topology(
        _ mode: Network.AddressMode, subnets: [Network.Subnet] = [], nics: Int = 3
    ) throws -> Topology {
        var topology = Topology()
        topology.update(Host(id: "kvm1", number: 1, vtep: nil))
        topology.update(Network(id: net, vni: VNI(10_000), subnets: subnets, addressMode: mode))
        for number in 0..<nics {
            topology.update(nic(number))
            topology.update(port(number))
        }
        return topology
    }

    private static func id(_ number: Int) -> NICID { NICID(tenant: "acme", vm: "vm\(number)", index: 0) }

    private static func nic(_ number: Int, _ addresses: [IPAddress] = [], exceptions: [IPPrefix] = []) -> NIC {
        NIC(
            id: id(number), number: NIC.firstNumber + UInt32(number), network: net, interfaceID: "id\(number)",
            addresses: addresses, exceptions: exceptions)
    }

    private static func port(_ number: Int, on host: HostID = "kvm1") -> Port {
        Port(
            id: PortID(host: host, name: "vnet\(number)"), number: PortNumber(UInt32(number) + 1),
            interfaceID: "id\(number)", attachedMAC: MACAddress(rawValue: 0x5254_0000_0000 + UInt64(number)))
    }

    private static func v4(_ last: UInt32) -> IPAddress { .v4(IPv4Address(rawValue: 0x0a00_0000 + last)) }

    private static func subnet(_ text: String, gateway: String? = nil, slaac: Bool = false) throws -> Network.Subnet {
        .init(prefix: try IPPrefix(text), gateway: try gateway.map { try IPAddress($0) }, isAutoconfigured: slaac)
    }

    private static func learn(_ address: IPAddress, _ number: Int, in topology: inout Topology) -> AddressJudgement {
        let judgement = topology.judge(address, of: id(number), isDetection: false)
        if case .admissible(let origin) = judgement { topology.bind(KnownAddress(address, origin), to: id(number)) }
        return judgement
    }

    @Test("The first who uses an address has it, and has eight at most")
    func firstUse() throws {
        var topology = try Self.topology(.learned)
        for last in 1...8 { #expect(Self.learn(Self.v4(UInt32(last)), 0, in: &topology) == .admissible(.learned)) }
        #expect(Self.learn(Self.v4(9), 0, in: &topology) == .refused(.limit))
        #expect(topology.openness(of: Self.id(0)) == .detection(of: []))
        #expect(Self.learn(Self.v4(1), 1, in: &topology) == .refused(.takenBy(Self.id(0))))
        #expect(Self.learn(Self.v4(1), 0, in: &topology) == .known)
        #expect(Self.learn(Self.v4(9), 1, in: &topology) == .admissible(.learned))
    }

    @Test("Nobody learns what is the gateway's, another's by a document, outside the subnets, or nobody's")
    func refusals() throws {
        var topology = try Self.topology(
            .learned, subnets: [Self.subnet("10.0.0.0/24", gateway: "10.0.0.1"), Self.subnet("2001:db8::/64")])
        topology.update(Self.nic(1, [Self.v4(5)], exceptions: [try IPPrefix("10.0.0.250/32")]))
        let cases: [(IPAddress, AddressRefusal)] = [
            (Self.v4(1), .gateway), (Self.v4(5), .takenBy(Self.id(1))), (Self.v4(250), .exception),
            (Self.v4(0x100), .outsideSubnets), (Self.v4(0), .outsideSubnets), (Self.v4(255), .outsideSubnets),
            (try IPAddress("0.0.0.0"), .notAHostAddress), (try IPAddress("255.255.255.255"), .notAHostAddress),
            (try IPAddress("224.0.0.18"), .notAHostAddress), (try IPAddress("127.0.0.1"), .notAHostAddress),
            (try IPAddress("::"), .notAHostAddress), (try IPAddress("::1"), .notAHostAddress),
            (try IPAddress("ff02::1"), .notAHostAddress), (try IPAddress("::ffff:10.0.0.9"), .notAHostAddress),
            (try IPAddress("2001:db9::1"), .outsideSubnets),
            (.v6(.linkLocal(from: MACAddress(rawValue: 0x5254_0000_0002))), .takenBy(Self.id(2))),
        ]
        for (address, reason) in cases {
            #expect(Self.learn(address, 0, in: &topology) == .refused(reason), "\(address)")
        }
        #expect(Self.learn(try IPAddress("2001:db8::5"), 0, in: &topology) == .admissible(.learned))
        #expect(Self.learn(try IPAddress("fe80::5"), 0, in: &topology) == .admissible(.linkLocal))
    }

    @Test("On a network for declared addresses: one more link-local and eight by SLAAC, by detection only")
    func detection() throws {
        var topology = try Self.topology(.declared, subnets: [Self.subnet("2001:db8::/64", slaac: true)])
        let first = try IPAddress("2001:db8::1")
        #expect(topology.judge(first, of: Self.id(0), isDetection: false) == .refused(.undeclared))
        #expect(topology.judge(Self.v4(1), of: Self.id(0), isDetection: true) == .refused(.undeclared))
        #expect(
            topology.judge(try IPAddress("2001:db9::1"), of: Self.id(0), isDetection: true) == .refused(.undeclared))
        for last in 1...8 {
            let address = try IPAddress("2001:db8::\(last)")
            #expect(topology.judge(address, of: Self.id(0), isDetection: true) == .admissible(.slaac))
            let bound = topology.bind(KnownAddress(address, .slaac), to: Self.id(0))
            #expect(bound)
        }
        #expect(topology.judge(try IPAddress("2001:db8::9"), of: Self.id(0), isDetection: true) == .refused(.limit))
        #expect(topology.openness(of: Self.id(0)) == .detection(of: [try IPPrefix("fe80::/10")]))
        let other = topology.bind(KnownAddress(try IPAddress("fe80::abcd"), .linkLocal), to: Self.id(0))
        #expect(other)
        #expect(topology.judge(try IPAddress("fe80::abce"), of: Self.id(0), isDetection: true) == .refused(.limit))
        #expect(topology.openness(of: Self.id(0)) == .detection(of: []))
    }

    @Test("A NIC that nobody serves lets go; one that moves to another host keeps its addresses")
    func life() throws {
        var topology = try Self.topology(.learned)
        topology.update(Host(id: "kvm2", number: 2, vtep: nil))
        _ = Self.learn(Self.v4(1), 0, in: &topology)
        topology.update(Self.port(0, on: "kvm2"))
        topology.remove(PortID(host: "kvm1", name: "vnet0"))
        #expect(topology.activePort[Self.id(0)]?.host == "kvm2")
        #expect(topology.knownAddresses(of: Self.id(0)).contains(KnownAddress(Self.v4(1), .learned)))
        topology.remove(PortID(host: "kvm2", name: "vnet0"))
        #expect(topology.boundAddresses == [:])
        #expect(Self.learn(Self.v4(1), 1, in: &topology) == .admissible(.learned))
        topology.remove(Self.id(1))
        #expect(topology.boundAddresses == [:] && topology.addressOwners == [:])
    }

    @Test("A document that gives an address to a NIC takes it from whoever learned it")
    func declaredWins() throws {
        var topology = try Self.topology(.learned)
        _ = Self.learn(Self.v4(1), 0, in: &topology)
        _ = Self.learn(Self.v4(2), 0, in: &topology)
        topology.update(Self.nic(1, [Self.v4(1)], exceptions: [try IPPrefix("10.0.0.2/32")]))
        #expect(topology.boundAddresses == [:])
        #expect(topology.knownAddresses(of: Self.id(1)).contains(KnownAddress(Self.v4(1), .declared)))
        // What was learned and is declared for the same NIC is declared.
        _ = Self.learn(Self.v4(3), 0, in: &topology)
        topology.update(Self.nic(0, [Self.v4(3)]))
        #expect(topology.knownAddresses(of: Self.id(0)).contains(KnownAddress(Self.v4(3), .declared)))
        #expect(topology.boundAddresses == [:])
    }

    @Test("Other subnets or another mode make what was bound be judged again")
    func review() throws {
        var topology = try Self.topology(.learned)
        _ = Self.learn(Self.v4(1), 0, in: &topology)
        _ = Self.learn(Self.v4(0x101), 0, in: &topology)
        topology.update(
            Network(id: Self.net, vni: VNI(10_000), subnets: [try Self.subnet("10.0.0.0/24")], addressMode: .learned))
        #expect(topology.boundAddresses[Self.id(0)] == [KnownAddress(Self.v4(1), .learned)])
        topology.update(Network(id: Self.net, vni: VNI(10_000), subnets: [try Self.subnet("10.0.0.0/24")]))
        #expect(topology.boundAddresses == [:])
    }

    @Test("A link-local address that a document gives away is no longer that of the MAC it follows from")
    func givenAway() throws {
        var topology = try Self.topology(.declared)
        let own = IPAddress.v6(.linkLocal(from: MACAddress(rawValue: 0x5254_0000_0001)))
        #expect(topology.knownAddresses(of: Self.id(1)) == [KnownAddress(own, .linkLocal)])
        _ = topology.takeChanges()
        topology.update(Self.nic(0, [own]))
        #expect(topology.knownAddresses(of: Self.id(1)) == [])
        #expect(topology.knownAddresses(of: Self.id(0)).contains(KnownAddress(own, .declared)))
        #expect(topology.takeChanges().nics == [Self.id(0), Self.id(1)])
        topology.update(Self.nic(0))
        #expect(topology.knownAddresses(of: Self.id(1)) == [KnownAddress(own, .linkLocal)])
        #expect(topology.takeChanges().nics == [Self.id(0), Self.id(1)])
    }

    @Test("The MAC of a link-local address that follows from one")
    func linkLocalMAC() throws {
        let mac = try MACAddress("52:54:00:12:34:56")
        #expect(IPv6Address.linkLocal(from: mac).linkLocalMAC == mac)
        #expect(try IPv6Address("fe80::1").linkLocalMAC == nil)
        #expect(try IPv6Address("2001:db8::5054:ff:fe12:3456").linkLocalMAC == nil)
    }
}
