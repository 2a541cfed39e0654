public import NetworkTypes
public import OpenFlow

/// A switch as its controller and its ports see it: flows and groups, changed by atomic batches, and what they do to
/// frames. It executes tables as Open vSwitch 3.1 does; tests hold it against `ofproto/trace` of a real one.
public struct SimulatedSwitch: Sendable {
    public enum PortKind: Hashable, Sendable {
        case plain
        /// Flow-based: the tunnel fields say where a frame goes.
        case tunnel
    }

    /// Flows by their keys, in canonical bytes.
    public private(set) var flows: [FlowKey: EncodedFlow] = [:]
    public private(set) var groups: [UInt32: EncodedGroup] = [:]
    public private(set) var meters: [UInt32: EncodedMeter] = [:]
    /// Modifications taken since the beginning.
    public private(set) var modifications = 0
    /// Ports that are there; output to another one does nothing.
    public var ports: [PortNumber: PortKind] = [:]
    /// Ports without a carrier, for fast failover.
    public var deadPorts: Set<PortNumber> = []
    /// Meters that let nothing through; all others let everything through.
    public var exhaustedMeters: Set<UInt32> = []
    /// First fragments show their ports and types to the flows (OFPC_FRAG_NX_MATCH), as a controller may ask for.
    public var showsFragments = false
    public var tracker = ConnectionTracker()
    /// Refuses flows whose text contains this, as a switch that lacks something would.
    public var dislike: String?

    /// Tables as packets meet them; those that have changed are made again when the next packet comes.
    private var tables: [UInt8: FlowTable] = [:]
    private var staleTables: Set<UInt8> = []
    private(set) var installedGroups: [UInt32: Group] = [:]

    public init() {}

    /// Takes one frame and says what became of it. Connection tracking remembers.
    public mutating func receive(_ arrival: Arrival, isTraced: Bool = false) -> Verdict {
        rebuildTables()
        tracker.nextPacket()
        var translation = Translation(of: arrival, in: self, tracker: tracker, isTraced: isTraced)
        translation.run()
        tracker = translation.tracker
        return translation.finished()
    }

    /// Makes its tables now, and not when the first packet comes: copies of the switch share them then.
    public mutating func makeTables() { rebuildTables() }

    func table(_ number: UInt8) -> FlowTable? { tables[number] }
}

extension SimulatedSwitch {
    /// Applies the whole batch or, when a member is wrong, nothing of it.
    public mutating func apply(_ batch: ModificationBatch) -> OpenFlowConnection.ProgramResult {
        var copy = self
        for index in 0..<batch.count {
            let modification = batch.modification(at: index)
            if let error = copy.apply(modification) {
                return .refused([.init(index: index, error: error, description: "\(modification)")])
            }
        }
        self = copy
        return .committed
    }

    private mutating func rebuildTables() {
        guard !staleTables.isEmpty else { return }
        var members: [UInt8: [EncodedFlow]] = [:]
        for flow in flows.values where staleTables.contains(flow.table) {
            members[flow.table, default: []].append(flow)
        }
        for table in staleTables {
            // Sorted by their bytes, so that no order of a dictionary decides between flows of one priority.
            let flows = (members[table] ?? []).sorted { $0.bytes.lexicographicallyPrecedes($1.bytes) }
            tables[table] = flows.isEmpty ? nil : FlowTable(flows.map { $0.decoded() })
        }
        staleTables = []
    }

    private mutating func apply(_ modification: Modification) -> OpenFlowError? {
        modifications += 1
        switch modification {
        case .flow(let change): return apply(change)
        case .group(let change): return apply(change)
        case .meter(let change): return apply(change)
        case .zoneFlush(let zone):
            tracker.flush(zone)
            return nil
        }
    }

    private mutating func apply(_ change: FlowModification) -> OpenFlowError? {
        let flow = EncodedFlow(change.flow)
        if change.command == .add {
            if let error = problem(of: change.flow) { return error }
            put(flow)
        } else if flows[flow.key]?.cookie == flow.cookie {
            remove(flow)
        }
        return nil
    }

    private mutating func apply(_ change: MeterModification) -> OpenFlowError? {
        let id = change.meter.id
        switch change.command {
        case .add, .modify:
            if (meters[id] != nil) == (change.command == .add) {
                return change.command == .add ? .meterExists : .unknownMeter
            }
            meters[id] = EncodedMeter(change.meter)
        case .delete:
            meters[id] = nil
            // As with groups.
            for flow in flows.values where flow.decoded().usedMeters.contains(id) { remove(flow) }
        }
        return nil
    }

    /// What Open vSwitch answers when it does not take a flow.
    private func problem(of flow: Flow) -> OpenFlowError? {
        if let dislike, "\(flow)".contains(dislike) { return .badActionType }
        if flow.namesTunnelMetadata { return .invalidTunnelMetadata }
        if !flow.match.fieldsWithoutPrerequisites.isEmpty { return .badPrerequisite }
        if flow.instructions.contains(where: { if case .goto(let next) = $0 { next <= flow.table } else { false } }) {
            return .badTable
        }
        if !flow.usedMeters.allSatisfy({ meters[$0] != nil }) { return .unknownMeter }
        return flow.usedGroups.allSatisfy { groups[$0] != nil } ? nil : .badOutGroup
    }

    private mutating func apply(_ change: GroupModification) -> OpenFlowError? {
        let id = change.group.id
        switch change.command {
        case .add, .modify:
            if (groups[id] != nil) == (change.command == .add) {
                return change.command == .add ? .groupExists : .unknownGroup
            }
            groups[id] = EncodedGroup(change.group)
            installedGroups[id] = change.group
        default:
            groups[id] = nil
            installedGroups[id] = nil
            // Deleting a group deletes the flows that use it, without a word.
            for flow in flows.values where flow.decoded().usedGroups.contains(id) { remove(flow) }
        }
        return nil
    }
}

extension SimulatedSwitch {
    /// What `ovs-ofctl del-flows` and `del-groups` do.
    public mutating func clear() {
        flows = [:]
        groups = [:]
        meters = [:]
        installedGroups = [:]
        tables = [:]
        staleTables = []
    }

    /// Takes a flow away behind the controller's back.
    public mutating func remove(_ flow: EncodedFlow) {
        flows[flow.key] = nil
        staleTables.insert(flow.table)
    }

    /// Puts a flow in behind the controller's back.
    public mutating func put(_ flow: EncodedFlow) {
        flows[flow.key] = flow
        staleTables.insert(flow.table)
    }
}

extension Flow {
    /// Groups that its actions name.
    var usedGroups: [UInt32] {
        instructions.flatMap { instruction -> [UInt32] in
            switch instruction {
            case .applyActions(let actions), .writeActions(let actions):
                actions.compactMap { if case .group(let id) = $0 { id } else { nil } }
            default: []
            }
        }
    }
}

extension Flow {
    /// Meters that it names.
    var usedMeters: [UInt32] {
        instructions.flatMap { instruction -> [UInt32] in
            switch instruction {
            case .meter(let id): return [id]
            case .applyActions(let actions):
                return actions.compactMap { action in
                    switch action {
                    case .meter(let id): id
                    case .controller(_, _, let id): id
                    default: nil
                    }
                }
            default: return []
            }
        }
    }
}

extension OpenFlowError {
    /// OFPBAC_BAD_TYPE.
    fileprivate static let badActionType = OpenFlowError(type: 2, code: 0)
    /// OFPBAC_BAD_OUT_GROUP.
    fileprivate static let badOutGroup = OpenFlowError(type: 2, code: 9)
    /// OFPBIC_BAD_TABLE_ID.
    fileprivate static let badTable = OpenFlowError(type: 3, code: 2)
    /// OFPBMC_BAD_PREREQ.
    fileprivate static let badPrerequisite = OpenFlowError(type: 4, code: 9)
    /// OFPMMFC_METER_EXISTS.
    fileprivate static let meterExists = OpenFlowError(type: 12, code: 1)
    /// OFPMMFC_UNKNOWN_METER.
    fileprivate static let unknownMeter = OpenFlowError(type: 12, code: 3)
    /// OFPGMFC_GROUP_EXISTS.
    fileprivate static let groupExists = OpenFlowError(type: 6, code: 0)
    /// OFPGMFC_UNKNOWN_GROUP.
    fileprivate static let unknownGroup = OpenFlowError(type: 6, code: 8)
}
