import NetworkTypes

@testable import OpenFlow

/// Flows, groups and meters of every kind that the library's own registry and types name, as a switch may be given them.
enum SwitchCorpus {
    struct Case: Sendable {
        /// `setField NXM_OF_ETH_SRC`, `action learn`: what it is a case of.
        let subject: String
        var flow: Flow
    }

    /// Numbers of the groups and meters that flows name.
    static let groups: [Group] = {
        let out = { (port: UInt32) in [Action.output(PortNumber(port))] }
        return [
            Group(id: 1, type: .all, buckets: [Bucket(id: 0, actions: out(1)), Bucket(id: 1, actions: out(2))]),
            Group(id: 2, type: .all, buckets: []),
            Group(
                id: 3, type: .select,
                buckets: [Bucket(id: 0, weight: 7, actions: out(1)), Bucket(id: 1, weight: 0xffff, actions: [])]),
            Group(id: 4, type: .indirect, buckets: [Bucket(id: 0, actions: [.setField(.register(0), 1)] + out(2))]),
            Group(
                id: 5, type: .fastFailover,
                buckets: [
                    Bucket(id: 0, watchPort: PortNumber(1), actions: out(1)),
                    Bucket(id: 1, watchGroup: 1, actions: [.group(1)]),
                ]),
            Group(
                id: 6, type: .all,
                buckets: [
                    Bucket(
                        id: 0,
                        actions: [
                            .resubmit(port: nil, table: 3), .clone(out(1)), .setField(.tunnelID, 5),
                            .setField(SubField(.register(1), 4..<8), 3), .popVLAN,
                            .move(from: SubField(.register(0)), to: SubField(.register(1))),
                        ])
                ]),
        ]
    }()

    static let meters: [Meter] =
        [
            Meter(id: 1, flags: .kilobitsPerSecond, bands: [.drop(rate: 1000, burst: 0)]),
            Meter(id: 2, flags: .packetsPerSecond, bands: [.drop(rate: 100, burst: 0)]),
            Meter(id: 3, flags: [.kilobitsPerSecond, .burst], bands: [.drop(rate: 1000, burst: 500)]),
            Meter(id: 4, flags: [.packetsPerSecond, .burst, .statistics], bands: [.drop(rate: 1, burst: 1)]),
        ]
        + (5...9).map { Meter(id: $0, flags: .packetsPerSecond, bands: [.drop(rate: .max, burst: 0)]) }

    /// Every field in every place, every action several times, every instruction. Cookies and priorities are the places
    /// in the list, from one.
    static func flows(_ version: OpenFlowVersion) -> [Case] {
        var cases = fieldCases + actionCases(version) + instructionCases(version)
        for index in cases.indices {
            cases[index].flow.cookie = UInt64(index + 1)
            cases[index].flow.priority = UInt16(index + 1)
        }
        return cases
    }

    private static let fieldCases: [Case] = FieldSamples.fields.flatMap { field in
        guard FieldSamples.absence(of: field) == nil else { return [Case]() }
        return FieldUse.allCases.compactMap { use in
            guard var flow = use.flow(field) else { return nil }
            for needed in use.surroundings(field) { flow.match.set(needed) }
            return Case(subject: "\(use.rawValue) \(field.entry.symbol)", flow: flow)
        }
    }

    private static func actionCases(_ version: OpenFlowVersion) -> [Case] {
        ActionKind.allCases.flatMap { kind in
            ActionCorpusTests.samples(kind).compactMap { action in
                // Before 1.5 meters are instructions.
                if kind == .meter, version < .v1_5 { return nil }
                let flow = Flow(
                    table: 0, priority: 0, cookie: 0, match: match(for: kind, action), actions: [installable(action)])
                return Case(subject: "action \(kind.rawValue)", flow: flow)
            }
        }
    }

    /// The same action, naming only groups and meters that are there.
    private static func installable(_ action: Action) -> Action {
        switch action {
        case .group(let id): .group(id % 6 + 1)
        case .meter(let id): .meter(id % 9 + 1)
        // Translation is for connections; elsewhere it has no meaning.
        case .nat: .conntrack(Conntrack(commit: true, actions: [action]))
        default: action
        }
    }

    /// Packets that the action has a meaning for.
    private static func match(for kind: ActionKind, _ action: Action) -> Match {
        switch (kind, action) {
        case (_, .conntrack(let conntrack)): return match(for: conntrack.actions, helper: conntrack.helper)
        case (_, .nat): return match(for: [action], helper: 0)
        default: break
        }
        switch kind {
        case .popVLAN: return SampleFlows.match((.vlanVID, 0x1064))
        case .setMPLSTTL, .decrementMPLSTTL, .popMPLS: return SampleFlows.match((.etherType, 0x8847))
        case .decrementTTL, .setTTL, .decrementTTLForControllers: return SampleFlows.match((.etherType, 0x0800))
        case .finTimeout: return SampleFlows.match((.etherType, 0x0800), (.ipProtocol, 6))
        case .decrementNSHTTL: return SampleFlows.match((.etherType, 0x894f))
        case .popPBB: return SampleFlows.match((.etherType, 0x88e7))
        case .resubmitOriginal:
            return Match([MatchField(.etherType, 0x0800), MatchField(.ctState, 0x22, mask: 0x22)])
        default: return Match()
        }
    }

    /// Connections of the family that is translated to, and of the protocol that the helper is for.
    private static func match(for tracked: [Action], helper: UInt16) -> Match {
        var match = SampleFlows.match((.etherType, 0x0800))
        for case .nat(let nat) in tracked where nat.ipv6 != nil { match.set(.etherType, 0x86dd) }
        if helper != 0 { match.set(.ipProtocol, helper == 69 ? 17 : 6) }
        return match
    }

    /// Every instruction alone and all together. A new one does not compile without a case in `InstructionKind`.
    private static func instructionCases(_ version: OpenFlowVersion) -> [Case] {
        let cases = InstructionKind.allCases.flatMap { kind in
            kind.samples(version).map { instructions in
                let flow = Flow(table: 0, priority: 0, cookie: 0, match: Match(), instructions: instructions)
                return Case(subject: "instruction \(kind.rawValue)", flow: flow)
            }
        }
        var whole = Flow(
            table: 0, priority: 0, cookie: 0, match: Match(),
            instructions: [
                .applyActions([.output(PortNumber(1))]), .clearActions, .writeActions([.output(PortNumber(2))]),
                .writeMetadata(5, mask: 0xff), .goto(9),
            ], idleTimeout: 7, hardTimeout: 8,
            flags: [.sendFlowRemoved, .resetCounts, .noPacketCounts, .noByteCounts])
        if version > .v1_3 { whole.importance = 9 }
        return cases + [Case(subject: "all instructions", flow: whole)]
    }
}

/// Every instruction of the library by name.
enum InstructionKind: String, CaseIterable, Sendable {
    case meter, applyActions, clearActions, writeActions, writeMetadata, statisticsTrigger, goto, unknown

    init(_ instruction: Instruction) {
        self =
            switch instruction {
            case .meter: .meter
            case .applyActions: .applyActions
            case .clearActions: .clearActions
            case .writeActions: .writeActions
            case .writeMetadata: .writeMetadata
            case .statisticsTrigger: .statisticsTrigger
            case .goto: .goto
            case .unknown: .unknown
            }
    }

    /// Whether `version` can say it.
    func isExpressible(in version: OpenFlowVersion) -> Bool { self != .statisticsTrigger || version == .v1_5 }

    /// None where the version cannot say it.
    func samples(_ version: OpenFlowVersion) -> [[Instruction]] {
        guard isExpressible(in: version) else { return [] }
        return switch self {
        case .meter: [[.meter(1)], [.meter(2), .applyActions([.output(PortNumber(1))])]]
        case .applyActions: [[.applyActions([])], [.applyActions([.output(PortNumber(1)), .output(PortNumber(2))])]]
        case .clearActions: [[.clearActions]]
        case .writeActions:
            [
                [.writeActions([])],
                [
                    .writeActions([
                        .popVLAN, .pushMPLS(0x8847), .pushVLAN(0x8100), .setField(.ethernetSource, 1), .setQueue(1),
                        .group(1), .output(PortNumber(1)),
                    ])
                ],
            ]
        case .writeMetadata: [[.writeMetadata(.max, mask: .max)], [.writeMetadata(0x1200, mask: 0xff00)]]
        case .statisticsTrigger:
            [
                [.statisticsTrigger(StatisticsTriggerTests.trigger)],
                [
                    .statisticsTrigger(StatisticsTrigger(thresholds: FlowCounters())),
                    .statisticsTrigger(StatisticsTrigger(flags: .periodic, thresholds: MessageSamples.counters)),
                ],
            ]
        case .goto: [[.goto(1)], [.goto(253)]]
        case .unknown: [[.unknown([0, 0x63, 0, 8, 1, 2, 3, 4])]]
        }
    }
}
