import NetworkTypes
import OpenFlow
import Pipeline
import Policy
import PolicyMeaning
import SimulatedNetwork
import Topology

@testable import Compiler

/// What two hosts hold for a scene: the policy's flows as they are compiled, and the shortest way around them.
struct SecurityProgram {
    /// By host: 0 and 1.
    var flows: [[Flow]] = [[], []]
    /// Flows of the table of the rules, as they were encoded.
    private(set) var rules: [EncodedFlow] = []

    static let vnis: [String: UInt32] = ["lan": 10_000, "twin": 10_001]
    static let vteps = (1...2).map { IPAddress.v4(IPv4Address(rawValue: 0xac1f_0000 + UInt32($0))) }

    /// Where a NIC is, and by which numbers it is known: its place among all NICs of the scene.
    struct Place {
        let number: UInt32
        let mac: MACAddress
        let host: Int
        let port: PortNumber
        let vni: UInt32

        init(_ place: Int, _ nic: BoundNIC, _ policy: PolicySet, isSpread: Bool) {
            number = NIC.firstNumber + UInt32(place)
            mac = policy.nic(nic.name, ofTenant: nic.tenant)?.declaration.mac ?? MACAddress(rawValue: 0)
            // Of four NICs in a network, two are on one host.
            host = isSpread ? place / 2 % 2 : 0
            port = PortNumber(UInt32(place + 1))
            vni = SecurityProgram.vnis[nic.network.name] ?? 0
        }
    }

    private let documents: SecurityDocuments
    private let places: [Place]

    private let picksUp: Bool

    /// - Parameters:
    ///   - numbers: of rules, by what they say; they are kept from scene to scene.
    ///   - isSpread: the NICs are on both hosts, else on the first.
    init(
        _ documents: SecurityDocuments, _ numbers: inout [String: UInt32], picksUp: Bool = false, isSpread: Bool = true
    ) {
        self.documents = documents
        self.picksUp = picksUp
        places = documents.nics.enumerated().map { Place($0.offset, $0.element, documents.policy, isSpread: isSpread) }
        let graph = RuleGraph(documents, &numbers)
        for rule in graph.rules {
            RuleFlows(rule.rule, group: rule.group, rule.side, index: rule.index, graph.lookup).add(to: &rules)
        }
        for host in 0..<2 {
            var encoded = PolicyBase(cookie: Cookie(.base, UInt64(host))).flows + rules
            addNetworks(&encoded)
            addNICs(&encoded, graph, on: host)
            addWays(&encoded, on: host)
            flows[host] = encoded.map { $0.decoded() }
        }
    }

    private func addNetworks(_ flows: inout [EncodedFlow]) {
        for (name, vni) in Self.vnis.sorted(by: { $0.key < $1.key }) {
            let subnets = documents.policy.network(name, ofTenant: "acme")?.declaration.subnets ?? []
            let network = Network(
                id: NetworkID(tenant: "acme", name: name), vni: VNI(vni),
                subnets: subnets.map { .init(prefix: $0.prefix, gateway: $0.gateway) })
            SubnetFlows(network).add(to: &flows, cookie: Cookie(.subnets, UInt64(vni)))
        }
    }

    private func addNICs(_ flows: inout [EncodedFlow], _ graph: RuleGraph, on host: Int) {
        let stated = documents.policy.defaults(ofTenant: "acme")?.declaration
        let byDefault = stated.map {
            SecurityDefault(
                ingress: .init(rawValue: $0.ingress.rawValue) ?? .allow,
                egress: .init(rawValue: $0.egress.rawValue) ?? .allow,
                sameNetwork: .init(rawValue: $0.sameNetwork.rawValue) ?? .allow)
        }
        for (nic, place) in zip(documents.nics, places) {
            PeerFlows(
                VNI(place.vni), addresses: nic.addresses.sorted(), identity: graph.identity(of: nic)
            ).add(to: &flows, cookie: Cookie(.peer, UInt64(place.number)))
            guard place.host == host else { continue }
            let groups = graph.groups(of: nic, isStated: stated != nil)
            let denies = stated.map { $0.egress == .deny || $0.sameNetwork == .deny } ?? false
            // A NIC without groups that its default lets pass is not policed at all.
            guard denies || !groups.values.allSatisfy(\.isEmpty) else { continue }
            PolicedNIC(
                number: place.number, port: place.port, groups: groups,
                byDefault: PolicedNIC.Default(byDefault ?? .unstated, isOwnNetwork: true), picksUp: picksUp
            ).add(to: &flows, cookie: Cookie(.localNIC, UInt64(place.number)))
        }
    }

    /// Ports to NICs and MACs to ports: what other features do, as short as can be.
    private func addWays(_ flows: inout [EncodedFlow], on host: Int) {
        let cookie = Cookie(.localGroup, 1)
        flows += [
            FlowBuilder(.classify, priority: 1, cookie: cookie).matching(.inPort, Pipeline.tunnelPort.rawValue)
                .setting(.fromTunnel, 1).going(to: .tunnel),
            FlowBuilder(.guardian, priority: 0, cookie: cookie).going(to: .egressTrack),
            FlowBuilder(.egressTrack, priority: 0, cookie: cookie).going(to: .switching),
            FlowBuilder(.ingressTrack, priority: 0, cookie: cookie).going(to: .deliver),
            FlowBuilder(.deliver, priority: 1, cookie: cookie).matching(.destination, Destination.tunnel)
                .copying(.metadata, to: .tunnelID).acting(.output(Pipeline.tunnelPort)).ending(),
        ]
        for vni in Self.vnis.values.sorted() {
            flows.append(
                FlowBuilder(.tunnel, priority: 1, cookie: cookie).matching(.tunnelID, vni)
                    .setting(.network, UInt64(vni)).going(to: .switching))
        }
        for place in places { addWay(&flows, place, isHere: place.host == host, cookie) }
    }

    private func addWay(_ flows: inout [EncodedFlow], _ place: Place, isHere: Bool, _ cookie: Cookie) {
        let here = FlowBuilder(.switching, priority: 1, cookie: cookie).matching(.network, UInt64(place.vni))
            .matching(destination: place.mac)
        guard isHere else {
            flows.append(
                here.acting(.setField(Self.vteps[place.host].tunnelDestination))
                    .setting(.destination, Destination.tunnel).going(to: .deliver))
            return
        }
        let number = UInt64(place.number)
        flows += [
            FlowBuilder(.classify, priority: 1, cookie: cookie).matching(.inPort, place.port.rawValue)
                .setting(.network, UInt64(place.vni)).setting(.sourceNIC, number).going(to: .guardian),
            here.setting(.destination, number).going(to: .ingressTrack),
            FlowBuilder(.deliver, priority: 1, cookie: cookie).matching(.destination, number)
                .acting(.output(place.port)).ending(),
        ]
    }

    // MARK: Switches

    struct Refused: Error, CustomStringConvertible {
        let description: String
    }

    func simulated() throws -> SimulatedFabric {
        var fabric = SimulatedFabric(tunnelPort: Pipeline.tunnelPort)
        for host in 0..<2 {
            var device = SimulatedSwitch()
            device.showsFragments = true
            for place in places where place.host == host { device.ports[place.port] = .plain }
            var batch = ModificationBatch()
            batch.append(FlowBlock(flows[host]))
            let result = device.apply(batch)
            guard result == .committed else { throw Refused(description: "\(result)") }
            fabric.add("h\(host)", vtep: Self.vteps[host], device)
        }
        return fabric
    }

    func place(of nic: BoundNIC) -> Place? {
        zip(documents.nics, places).first { $0.0 == nic }?.1
    }
}
