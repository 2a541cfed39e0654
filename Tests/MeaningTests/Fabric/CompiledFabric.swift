import Compiler
import NetworkTypes
import OpenFlow
import Pipeline
import Policy
import PolicyFiles
import PolicyMeaning
import TestSupport
import Topology

import struct Topology.Port

@testable import Controller

/// Random documents, read and compiled as the controller does it, with ports that appear, move and go.
struct CompiledFabric {
    let seed: UInt64
    private(set) var documents: RandomDocuments
    let policy: PolicySet
    private(set) var topology = Topology()
    private(set) var engine = Engine()
    private(set) var meaning: Meaning
    let vnis: [NetworkName: VNI]
    private var generator: SeededGenerator
    private var discovered: UInt32 = 0

    struct Unreadable: Error, CustomStringConvertible {
        let description: String
    }

    /// - Parameter isPoliced: whether there are security groups.
    init(seed: UInt64, isPoliced: Bool = false) throws {
        self.seed = seed
        documents = RandomDocuments(seed: seed, isPoliced: isPoliced)
        generator = SeededGenerator(seed: ~seed)
        let read = documents.texts.map {
            readDocuments(Array($0.utf8), file: "seed-\(seed).yaml", accepting: Kind.security)
        }
        let all = read.flatMap(\.documents)
        do throws(PolicyRejection) {
            policy = try PolicySet().applying(all, by: .admin, alongside: read.flatMap(\.diagnostics))
        } catch {
            throw Unreadable(description: "\(error)\n\(documents.texts.joined(separator: "---\n"))")
        }
        var allocator = Allocator()
        guard Numbering.assign(all, policy, &allocator).isEmpty else { throw Unreadable(description: "no numbers") }
        TopologyDeclarations(policy, allocator).apply(all.map(\.key), to: &topology, replacing: PolicySet())
        vnis = documents.networks.reduce(into: [:]) { result, network in
            result[network.name] = allocator.number(.vni, "\(network.name)").map { VNI(UInt32($0)) }
        }
        meaning = Meaning(policy, attachments: [], vnis: vnis)
        settle()
        appear()
        learn()
        settle()
        meaning = Meaning(policy, attachments: documents.guests.compactMap(\.attachment), vnis: vnis)
    }

    /// Guests use addresses that no document names; those that the graph grants them are theirs.
    private mutating func learn() {
        for (index, guest) in documents.guests.enumerated() where guest.place != nil {
            let id = NICID(tenant: guest.tenant, vm: guest.vm, index: 0)
            for _ in 0..<pick([0, 0, 1, 2, 12]) {
                let prefixes = documents.networks.first { $0.name == guest.network }?.prefixes ?? []
                let prefix = prefixes.randomElement(using: &generator) ?? Self.linkLocalPrefix
                let address = (pick([0, 1, 1, 1]) == 0 ? Self.linkLocalPrefix : prefix)
                    .station(UInt8.random(in: 30...60, using: &generator))
                guard case .admissible(let origin) = topology.judge(address, of: id, isDetection: true) else {
                    continue
                }
                topology.bind(KnownAddress(address, origin), to: id)
            }
            let known = topology.knownAddresses(of: id).map(\.address)
            documents.bind(known.filter { !guest.addresses.contains($0) && $0 != .v6(guest.linkLocal) }, to: index)
        }
    }

    private static let linkLocalPrefix = IPPrefix(containing: .v6(IPv6Address(rawValue: 0xfe80 << 112)), length: 64)

    private mutating func pick(_ choices: [Int]) -> Int {
        choices[Int.random(in: 0..<choices.count, using: &generator)]
    }

    private mutating func settle() { _ = engine.update(topology.takeChanges(), topology) }

    /// Ports come in any order and in several batches; moved NICs move, contested ones are seen twice.
    private mutating func appear() {
        for guest in documents.guests.shuffled(using: &generator) {
            switch guest.presence {
            case .absent: break
            case .unopened(let host): update(guest, host, nil)
            case .served(let place), .moved(let place, _), .contested(let place, _):
                update(guest, place.host, place.port)
            }
            if Int.random(in: 0..<3, using: &generator) == 0 { settle() }
        }
        settle()
        for guest in documents.guests.shuffled(using: &generator) {
            switch guest.presence {
            case .moved(let old, let new):
                update(guest, new.host, new.port)
                if Bool.random(using: &generator) { settle() }
                topology.remove(PortID(host: HostID(old.host), name: guest.interfaceID))
            case .contested(_, let other): update(guest, other.host, other.port)
            case .absent, .unopened, .served: break
            }
        }
        for (number, place) in documents.strangers.enumerated() {
            topology.update(
                Port(
                    id: PortID(host: HostID(place.host), name: "stranger\(number)"), number: place.port,
                    interfaceID: "stranger\(number)", attachedMAC: MACAddress(rawValue: 0x5254_00ff_0000)))
        }
        settle()
    }

    private mutating func update(_ guest: Guest, _ host: String, _ number: PortNumber?) {
        let network = NetworkID(tenant: guest.network.tenant, name: guest.network.name)
        topology.update(
            Port(
                id: PortID(host: HostID(host), name: guest.interfaceID), number: number,
                interfaceID: guest.hasInterfaceID ? guest.interfaceID : nil, attachedMAC: guest.mac,
                profile: guest.isProfiled ? topology.networks[network]?.profile : nil))
        guard guest.isProfiled else { return }
        // What the controller does when it discovers a NIC.
        discovered += 1
        topology.update(
            NIC(
                id: NICID(tenant: guest.tenant, vm: guest.vm, index: 0), number: 100_000 + discovered,
                origin: .discovered, network: network, mac: guest.mac))
    }
}

extension CompiledFabric {
    /// What every host is to have, decoded from the bytes that are sent.
    var programs: [String: HostProgram] {
        documents.hosts.reduce(into: [:]) { $0[$1.name] = HostProgram(engine.desired(for: HostID($1.name))) }
    }

    /// All ports of a host that the fabric gave a number.
    func ports(on host: String) -> [PortNumber] {
        let places = documents.guests.flatMap { guest -> [Place] in
            switch guest.presence {
            case .absent, .unopened: []
            case .served(let place), .moved(_, let place): [place]
            case .contested(let served, let ignored): [served, ignored]
            }
        }
        return (places + documents.strangers).filter { $0.host == host }.map(\.port).sorted()
    }

    /// Where frames can come from: ports of served NICs, ignored ports and strangers.
    var sources: [Place] {
        documents.hosts.flatMap { host in ports(on: host.name).map { Place(host: host.name, port: $0) } }
    }
}
