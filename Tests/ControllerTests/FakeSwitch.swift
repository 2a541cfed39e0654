@testable import OpenFlow

/// A switch as the controller sees it: flows, groups and meters, changed by atomic batches.
struct FakeSwitch {
    private(set) var flows: [FlowKey: EncodedFlow] = [:]
    private(set) var groups: [UInt32: EncodedGroup] = [:]
    private(set) var meters: [UInt32: EncodedMeter] = [:]
    /// Flows that send to the controller by a meter that is gone: as in Open vSwitch they stay, look as before, and get no meter
    /// that is made later until they are written again.
    private(set) var unmetered: Set<FlowKey> = []
    /// Connection-tracking zones that were flushed, in order.
    private(set) var flushes: [UInt16] = []
    /// Knows no flush, as old versions of Open vSwitch.
    var refusesFlushes = false
    /// Modifications taken since the beginning.
    private(set) var modifications = 0
    /// Refuses flows whose text contains this.
    var dislike: String?

    /// Applies the whole batch or, when a member is wrong, nothing of it.
    mutating func apply(_ batch: ModificationBatch) -> OpenFlowConnection.ProgramResult {
        var copy = self
        for index in 0..<batch.count {
            if let error = copy.apply(batch.modification(at: index)) {
                let text = "\(batch.modification(at: index))"
                return .refused([.init(index: index, error: error, description: text)])
            }
        }
        self = copy
        return .committed
    }

    private mutating func apply(_ modification: Modification) -> OpenFlowError? {
        modifications += 1
        switch modification {
        case .flow(let change) where change.command == .add:
            if let dislike, "\(change.flow)".contains(dislike) { return OpenFlowError(type: 2, code: 0) }
            if change.flow.groups.contains(where: { groups[$0] == nil }) { return OpenFlowError(type: 2, code: 9) }
            if change.flow.meters.contains(where: { meters[$0] == nil }) { return OpenFlowError(type: 12, code: 3) }
            let flow = EncodedFlow(change.flow)
            flows[flow.key] = flow
            unmetered.remove(flow.key)
        case .flow(let change):
            let flow = EncodedFlow(change.flow)
            if flows[flow.key]?.cookie == change.flow.cookie { flows[flow.key] = nil }
        case .group(let change):
            return apply(change)
        case .meter(let change):
            return apply(change)
        case .zoneFlush(let zone):
            // OFPBRC_BAD_EXPERIMENTER_TYPE
            if refusesFlushes { return OpenFlowError(type: 1, code: 4) }
            flushes.append(zone)
        }
        return nil
    }

    private mutating func apply(_ change: GroupModification) -> OpenFlowError? {
        let exists = groups[change.group.id] != nil
        switch change.command {
        case .add:
            if exists { return OpenFlowError(type: 6, code: 0) }
            groups[change.group.id] = EncodedGroup(change.group)
        case .modify:
            if !exists { return OpenFlowError(type: 6, code: 8) }
            groups[change.group.id] = EncodedGroup(change.group)
        default:
            groups[change.group.id] = nil
            // Deleting a group deletes the flows that use it, without a word.
            flows = flows.filter { !$0.value.decoded().groups.contains(change.group.id) }
        }
        return nil
    }

    private mutating func apply(_ change: MeterModification) -> OpenFlowError? {
        let id = change.meter.id
        switch change.command {
        case .add:
            if meters[id] != nil { return OpenFlowError(type: 12, code: 1) }
            meters[id] = EncodedMeter(change.meter)
        case .modify:
            if meters[id] == nil { return OpenFlowError(type: 12, code: 3) }
            meters[id] = EncodedMeter(change.meter)
        case .delete:
            removeMeter(id)
        }
        return nil
    }

    /// Deletes a meter, and with it the flows that go through it.
    mutating func removeMeter(_ id: UInt32) {
        meters[id] = nil
        for (key, flow) in flows {
            let users = flow.decoded()
            guard users.meters.contains(id) else { continue }
            if users.sendsToController { unmetered.insert(key) } else { flows[key] = nil }
        }
    }

    mutating func put(_ meter: EncodedMeter) { meters[meter.id] = meter }

    /// What `ovs-ofctl del-flows` does.
    mutating func clear() {
        flows = [:]
        groups = [:]
        meters = [:]
    }

    mutating func remove(_ flow: EncodedFlow) { flows[flow.key] = nil }

    mutating func put(_ flow: EncodedFlow) { flows[flow.key] = flow }

    mutating func put(_ group: EncodedGroup) { groups[group.id] = group }

    /// Deletes a group as somebody else, and with it the flows that use it, which are told.
    mutating func removeGroup(_ id: UInt32) -> [EncodedFlow] {
        groups[id] = nil
        let gone = flows.values.filter { $0.decoded().groups.contains(id) }
        for flow in gone { flows[flow.key] = nil }
        return gone
    }
}

extension Flow {
    /// Meters that its actions name.
    var meters: [UInt32] {
        instructions.flatMap { instruction -> [UInt32] in
            guard case .applyActions(let actions) = instruction else { return [] }
            return actions.compactMap {
                switch $0 {
                case .meter(let id): id
                case .controller(_, _, let id): id
                default: nil
                }
            }
        }
    }

    fileprivate var sendsToController: Bool {
        instructions.contains { instruction in
            guard case .applyActions(let actions) = instruction else { return false }
            return actions.contains { if case .controller = $0 { true } else { false } }
        }
    }

    /// Groups that its actions name.
    var groups: [UInt32] {
        instructions.flatMap { instruction -> [UInt32] in
            guard case .applyActions(let actions) = instruction else { return [] }
            return actions.compactMap { if case .group(let id) = $0 { id } else { nil } }
        }
    }
}
