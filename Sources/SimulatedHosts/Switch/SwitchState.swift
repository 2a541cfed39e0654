import NetworkTypes
import OpenFlow

/// What a switch is made to be: it outlives the connections that made it so.
struct SwitchState {
    struct StoredGroup {
        var group: Group
        var created: MonotonicTime
    }

    struct StoredMeter {
        var meter: Meter
        var created: MonotonicTime
    }

    private(set) var store = FlowStore()
    private(set) var groups: [UInt32: StoredGroup] = [:]
    var meters: [UInt32: StoredMeter] = [:]
    var ports: [PortNumber: Port] = [:]
    /// What became of flows since somebody looked, for monitors and flow_removed.
    var events: [FlowEvent] = []
    /// Flows that a table holds at most (`Flow_Table:flow_limit`).
    var flowLimit: Int?
    /// Whether there are monitors; without them only removals that flows themselves want told are kept.
    var isMonitored = false
    /// Flows that end by themselves.
    private(set) var mortalCount = 0
    /// How to take back what a bundle did; nil: outside of bundles.
    private var journal: [Undo]?

    private enum Undo {
        case flow(FlowBody, table: UInt8, priority: UInt16, was: StoredFlow?)
        case group(UInt32, was: StoredGroup?)
    }

    mutating func note(_ event: FlowEvent) {
        if isMonitored || (event.event == .removed && event.flow.flags.contains(.sendFlowRemoved)) {
            events.append(event)
        }
    }

    mutating func beginBundle() { journal = [] }

    mutating func commitBundle() { journal = nil }

    /// Takes back everything since `beginBundle`.
    mutating func revertBundle() {
        let steps = journal ?? []
        journal = nil
        for step in steps.reversed() {
            switch step {
            case .flow(let body, let table, let priority, let was):
                if let place = store.find(body, table: table, priority: priority) { take(at: place) }
                if let was { put(was) }
            case .group(let id, let was): groups[id] = was
            }
        }
        events = []
    }

    /// Puts a flow in, in the place of the one of the same key.
    mutating func put(_ flow: StoredFlow) {
        let place = store.find(flow)
        journal?.append(
            .flow(flow.body, table: flow.table, priority: flow.priority, was: place.map { store[$0] }))
        if flow.hasTimeout { mortalCount += 1 }
        guard let place else { return store.insert(flow) }
        if store[place].hasTimeout { mortalCount -= 1 }
        store.replace(at: place, by: flow)
    }

    mutating func take(at place: Int) {
        let flow = store[place]
        journal?.append(.flow(flow.body, table: flow.table, priority: flow.priority, was: flow))
        if flow.hasTimeout { mortalCount -= 1 }
        store.remove(at: place)
    }

    mutating func set(_ id: UInt32, _ group: StoredGroup?) {
        journal?.append(.group(id, was: groups[id]))
        groups[id] = group
    }
}

/// Something became of a flow.
struct FlowEvent {
    var event: FlowUpdate.Change.Event
    /// OFPRR_*, of a removal.
    var reason: UInt8 = 0
    var flow: StoredFlow
    /// Its actions before, for monitors of a port.
    var before: StoredFlow?
    /// The connection that did it and the xid of its message; nil: nobody.
    var session: Int?
    var xid: UInt32 = 0
}

/// Who changes something, and when.
struct Author {
    var session: Int?
    var xid: UInt32
    var now: MonotonicTime
}
