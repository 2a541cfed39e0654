import Compiler
import NetworkTypes
import OpenFlow
import Pipeline
import Testing
import Topology

import struct Topology.Port

/// A graph with its engine, changed as documents and facts would change it, and checked after every change.
struct FabricModel {
    var topology = Topology()
    var engine = Engine()
    /// What each host would hold if it had applied every update: fragments by cookie.
    private(set) var installed: [HostID: [Cookie: Fragment]] = [:]

    static func host(_ number: Int) -> Host {
        Host(
            id: HostID("kvm\(number)"), number: UInt32(number),
            vtep: .v4(IPv4Address(rawValue: 0xac1f_0000 + UInt32(number))))
    }

    static func network(_ number: Int) -> Network {
        Network(
            id: networkID(number), vni: VNI(10_000 + UInt32(number)), addressMode: number == 2 ? .learned : .declared)
    }

    /// NICs make addresses of the second one themselves.
    static let subnets: [Network.Subnet] = [
        .init(prefix: IPPrefix(containing: .v4(IPv4Address(rawValue: 0x0a00_0000)), length: 20), gateway: learned(3)),
        .init(
            prefix: IPPrefix(containing: .v6(IPv6Address(rawValue: 0x2001_0db8 << 96)), length: 64), gateway: nil,
            isAutoconfigured: true),
    ]

    /// An address that no NIC has by itself: IPv4, link-local or global.
    static func learned(_ number: Int) -> IPAddress {
        switch number % 3 {
        case 0: .v4(IPv4Address(rawValue: 0x0a00_1000 + UInt32(number)))
        case 1: .v6(IPv6Address(rawValue: 0xfe80 << 112 | UInt128(number)))
        default: .v6(IPv6Address(rawValue: 0x2001_0db8 << 96 | 0xabcd << 16 | UInt128(number)))
        }
    }

    static func exceptions(_ number: Int) -> [IPPrefix] {
        let all = [(learned(0), 32), (learned(1), 128), (IPAddress.v4(IPv4Address(rawValue: 0x0b00_0000)), 8)]
        return all.prefix(number).map { IPPrefix(containing: $0.0, length: $0.1) }.sorted()
    }

    static func networkID(_ number: Int) -> NetworkID { NetworkID(tenant: "t\(number % 2)", name: "net\(number)") }

    static func nic(_ number: Int, network: Int) -> NIC {
        NIC(
            id: NICID(tenant: "t\(network % 2)", vm: "vm\(number)", index: 0),
            number: NIC.firstNumber + UInt32(number), network: networkID(network), interfaceID: "id\(number)",
            addresses: [
                .v4(IPv4Address(rawValue: 0x0a00_0000 + UInt32(number))),
                .v6(IPv6Address(rawValue: 0x2001_0db8 << 96 + UInt128(number))),
            ])
    }

    static func port(_ number: Int, host: Int, ofport: UInt32? = nil) -> Port {
        Port(
            id: PortID(host: HostID("kvm\(host)"), name: "vnet\(number)"),
            number: PortNumber(ofport ?? UInt32(number) + 1), interfaceID: "id\(number)",
            attachedMAC: MACAddress(rawValue: 0x5254_0000_0000 + UInt64(number)))
    }

    /// Compiles what changed and applies the update to the model of the hosts, whose state must agree.
    @discardableResult
    mutating func settle() -> Update {
        let update = engine.update(topology.takeChanges(), topology)
        for item in update.items {
            for host in item.hosts {
                guard let id = item.old?.id ?? item.new?.id else { continue }
                #expect(installed[host]?[id] == item.old, "\(host) is told of a change from what it does not have")
                installed[host, default: [:]][id] = item.new
            }
        }
        return update
    }

    /// Incremental equals from nothing, hosts hold what is desired, flows keep to the declaration and never collide.
    func check() {
        let differences = engine.differencesFromNothing(topology)
        #expect(differences == [])
        for host in topology.hosts.keys.sorted() {
            let desired = engine.desired(for: host)
            let held = (installed[host] ?? [:]).values.sorted { $0.id < $1.id }
            #expect(desired == held, "\(host) holds something else")
            var keys: Set<FlowKey> = []
            var meters: Set<UInt32> = []
            let needed = desired.flatMap { $0.flows.entries.flatMap { $0.decoded().meters } }
            for fragment in desired {
                for meter in fragment.meters.entries {
                    #expect(meters.insert(meter.id).inserted, "two fragments of \(host) have the meter \(meter.id)")
                }
                for flow in fragment.flows.entries {
                    #expect(keys.insert(flow.key).inserted, "two fragments of \(host) have the flow \(flow.decoded())")
                    #expect(FlowCheck.problems(of: flow.decoded()) == [])
                }
            }
            #expect(Set(needed) == meters, "\(host) has other meters than its flows name")
        }
    }
}

extension Flow {
    /// Meters that its actions name.
    fileprivate var meters: [UInt32] {
        instructions.flatMap { instruction -> [UInt32] in
            guard case .applyActions(let actions) = instruction else { return [] }
            return actions.compactMap { action in
                switch action {
                case .meter(let id): id
                case .controller(_, _, let id): id
                default: nil
                }
            }
        }
    }
}
