import NetworkTypes
import OpenFlow

extension SwitchState {
    mutating func apply(_ change: FlowChange, by author: Author) throws(OpenFlowError) {
        switch change.command {
        case .add: try add(change, author)
        case .modifyStrict, .modify: try modify(change, author)
        case .deleteStrict, .delete:
            for flow in selected(by: change) {
                guard let place = store.find(flow) else { continue }
                remove(at: place, reason: 2, author)
            }
        }
    }

    private mutating func add(_ change: FlowChange, _ author: Author) throws(OpenFlowError) {
        try check(change.body.references)
        var flow = change.added(at: author.now)
        let place = store.find(flow)
        if let place {
            // All ones leave the cookie as it is.
            if flow.cookie == .max { flow.cookie = store[place].cookie }
        } else if change.flags.contains(.checkOverlap), overlaps(flow) {
            throw .overlap
        }
        if let flowLimit, place == nil, store.flows.count(where: { $0.table == flow.table }) >= flowLimit {
            throw .tableFull
        }
        let before = place.map { store[$0] }
        put(flow)
        note(
            FlowEvent(event: .added, flow: flow, before: before, session: author.session, xid: author.xid))
    }

    private mutating func modify(_ change: FlowChange, _ author: Author) throws(OpenFlowError) {
        let found = selected(by: change)
        if found.isEmpty { return }
        try check(change.body.references)
        let instructions = change.body
        for old in found {
            var flow = old
            flow.body = instructions.hasSameInstructions(as: old.body) ? old.body : rebuilt(old.body, instructions)
            flow.modified = author.now
            put(flow)
            if flow.body !== old.body {
                note(
                    FlowEvent(event: .modified, flow: flow, before: old, session: author.session, xid: author.xid))
            }
        }
    }

    /// The match of one body with the instructions of another.
    private func rebuilt(_ match: FlowBody, _ instructions: FlowBody) -> FlowBody {
        if match.hasSameMatch(as: instructions) { return instructions }
        var flow = instructions.decoded()
        flow.match = match.decoded().match
        let bytes = Array(match.bytes[..<match.matchCount]) + instructions.bytes[instructions.matchCount...]
        return FlowBody(bytes: bytes, flow: flow)
    }

    mutating func remove(at place: Int, reason: UInt8, _ author: Author) {
        note(
            FlowEvent(
                event: .removed, reason: reason, flow: store[place], session: author.session, xid: author.xid))
        take(at: place)
    }

    /// What is named must be there.
    func check(_ references: [FlowReference]) throws(OpenFlowError) {
        for reference in references {
            switch reference {
            case .meter(let id): if meters[id] == nil { throw .invalidMeter }
            case .group(let id): if groups[id] == nil { throw .badOutGroup }
            }
        }
    }

    private func overlaps(_ flow: StoredFlow) -> Bool {
        let match = flow.body.decoded().match
        return store.flows.contains {
            $0.table == flow.table && $0.priority == flow.priority && $0.body.decoded().match.overlaps(match)
        }
    }

    /// The flows that a modification or deletion is about.
    private func selected(by change: FlowChange) -> [StoredFlow] {
        let isStrict = change.command == .modifyStrict || change.command == .deleteStrict
        let isDeletion = change.command == .delete || change.command == .deleteStrict
        let filter = FlowSelection(
            table: change.table, cookie: change.cookie, cookieMask: change.cookieMask,
            outPort: isDeletion ? change.outPort : .any, outGroup: isDeletion ? change.outGroup : 0xffff_ffff,
            match: isStrict || change.body.matchesAll ? nil : change.body.decoded().match)
        guard isStrict else { return store.flows.filter(filter.selects) }
        guard change.table == 0xff else {
            let place = store.find(change.body, table: change.table, priority: change.priority)
            return place.map { [store[$0]] }?.filter(filter.selects) ?? []
        }
        return store.flows.filter {
            $0.priority == change.priority && $0.body.hasSameMatch(as: change.body) && filter.selects($0)
        }
    }

    /// Takes away the flows whose time has come.
    mutating func expire(at now: MonotonicTime) {
        guard mortalCount > 0 else { return }
        for flow in store.flows {
            guard let end = flow.end, end.time <= now, let place = store.find(flow) else { continue }
            remove(at: place, reason: end.reason, Author(session: nil, xid: 0, now: now))
        }
    }

    /// When the next flow goes by itself.
    var nextExpiry: MonotonicTime? {
        mortalCount == 0 ? nil : store.flows.lazy.compactMap { $0.end?.time }.min()
    }
}
