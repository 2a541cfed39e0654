import NetworkTypes
import OpenFlow
import Pipeline
import PolicyMeaning
import SimulatedNetwork
import TestSupport

/// Packets of a scene through its compiled flows, held against what the documents mean.
struct PolicyCheck {
    private let documents: SecurityDocuments
    private let macs: [MACAddress]
    let places: [SecurityProgram.Place]
    /// Both hosts, before any packet.
    let fresh: SimulatedFabric

    init(_ documents: SecurityDocuments, _ program: SecurityProgram) throws {
        self.documents = documents
        places = documents.nics.compactMap { program.place(of: $0) }
        macs = places.map(\.mac)
        var fabric = try program.simulated()
        // So that no copy of it makes its tables anew.
        for host in ["h0", "h1"] { _ = fabric.send(Arrival([UInt8](repeating: 0, count: 60), port: .any), at: host) }
        fresh = fabric
    }

    /// What a packet shows to be wrong; nothing when all is right.
    func problems(_ packet: PolicyPacket) -> [String] {
        var fabric = fresh
        let judgement = judge(packet)
        var problems = pass(packet, .first, &fabric, isAllowed: judgement.verdict == .allow, judgement)
        guard problems.isEmpty, judgement.verdict == .allow, !judgement.isImplicit else { return problems }
        problems += pass(packet, .answer, &fabric, isAllowed: true, judgement)
        problems += pass(packet, .next, &fabric, isAllowed: true, judgement)
        return problems
    }

    /// The same when the policy changes while the connection is there: both directions follow the new one at once.
    func problems(_ packet: PolicyPacket, changingTo later: PolicyCheck) -> [String] {
        let (before, after) = (judge(packet), later.judge(packet))
        guard before.verdict == .allow, !before.isImplicit, !after.isImplicit else { return [] }
        var fabric = fresh
        for part in [PolicyPacket.Part.first, .answer, .next] { _ = send(packet, part, &fabric) }
        fabric = later.fresh.tracking(as: fabric)
        let isAllowed = after.verdict == .allow
        return pass(packet, .next, &fabric, isAllowed: isAllowed, after)
            + pass(packet, .answer, &fabric, isAllowed: isAllowed, after)
    }

    func judge(_ packet: PolicyPacket) -> Judgement {
        documents.meaning.judge(
            .ip(packet.tuple), from: .nic(documents.nics[packet.from]), to: .nic(documents.nics[packet.to]))
    }

    func send(_ packet: PolicyPacket, _ part: PolicyPacket.Part, _ fabric: inout SimulatedFabric) -> Walk {
        let sender = places[part == .answer ? packet.to : packet.from]
        return fabric.send(
            Arrival(packet.frame(part, macs), port: sender.port), at: "h\(sender.host)", isTraced: true)
    }

    private func pass(
        _ packet: PolicyPacket, _ part: PolicyPacket.Part, _ fabric: inout SimulatedFabric, isAllowed: Bool,
        _ judgement: Judgement
    ) -> [String] {
        let walk = send(packet, part, &fabric)
        let receiver = places[part == .answer ? packet.from : packet.to]
        var found = walk.faults.map { "\($0)" } + walk.ambiguities.map { "\($0.first) and \($0.second)" }
        let isDelivered = walk.deliveries.map(\.description) == ["h\(receiver.host):\(receiver.port)"]
        if isDelivered != isAllowed || (!isAllowed && !walk.deliveries.isEmpty) {
            found.append(isAllowed ? "it is not delivered" : "it is delivered")
        }
        if part == .first { found += verdicts(walk, judgement) }
        guard !found.isEmpty else { return [] }
        let trace = walk.hops.map(\.description).joined(separator: "\n")
        return ["\(packet), \(part): \(found.joined(separator: ", ")); \(judgement)\n\(trace)"]
    }

    /// Each side's verdict comes by the flow that stands for its kind.
    private func verdicts(_ walk: Walk, _ judgement: Judgement) -> [String] {
        let met = walk.hops.flatMap(\.verdict.trace).compactMap { step -> Flow? in
            if case .matched(let flow) = step.event { flow } else { nil }
        }
        return [(PolicyStages.egress, judgement.egress), (.ingress, judgement.ingress)].compactMap { stages, side in
            // Without a flow of the verdict nothing was asked, or a NIC has no policy.
            guard let side, let flow = met.first(where: { $0.table == stages.verdict.table }) else { return nil }
            let expected: UInt16 =
                switch (side.reason, side.verdict) {
                case (.rules, .allow): 0
                case (.rules, .reject): 100
                case (.rules, .deny): 200
                default: 300
                }
            return flow.priority == expected ? nil : "the verdict of \(stages.side) comes by `\(flow)`"
        }
    }
}

extension Judgement {
    /// A side lets it pass without tracking it.
    var isImplicit: Bool {
        [egress, ingress].contains { side in
            if case .implicit? = side?.reason { true } else { false }
        }
    }
}

extension SimulatedFabric {
    /// With the connections that another one has seen.
    func tracking(as other: SimulatedFabric) -> SimulatedFabric {
        var fabric = self
        for (name, host) in hosts {
            var device = host.device
            device.tracker = other.hosts[name]?.device.tracker ?? device.tracker
            fabric.add(name, vtep: host.vtep, device)
        }
        return fabric
    }
}
