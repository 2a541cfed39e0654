import NetworkTypes
import OpenFlow

extension SwitchAgent {
    /// To be called when a monitor or a session came or went.
    mutating func countMonitors() { state.isMonitored = sessions.values.contains { !$0.monitors.isEmpty } }

    /// OFPMP_FLOW_MONITOR, section 7.3.5.18: the answer has the flows that are there, if they are asked for.
    mutating func start(_ monitors: [FlowMonitor], _ request: Request) throws(OpenFlowError) {
        // What became of flows so far is no news for it.
        tellEvents()
        defer { countMonitors() }
        var initial: [FlowUpdate] = []
        for monitor in monitors {
            let isThere = sessions[request.session]?.monitors[monitor.id] != nil
            switch monitor.command {
            case .add: if isThere { throw .monitorExists }
            case .modify: if !isThere { throw .unknownMonitor }
            case .delete:
                if !isThere { throw .unknownMonitor }
                sessions[request.session]?.monitors[monitor.id] = nil
                continue
            }
            if let refusal = monitor.match.refusal(version: request.version) { throw OpenFlowError(refusal) }
            sessions[request.session]?.monitors[monitor.id] = monitor
            guard monitor.flags.contains(.initial) else { continue }
            let selection = monitor.selection
            for flow in state.store.flows where selection.selects(flow) {
                initial.append(.change(.init(.initial, monitor.shown(flow))))
            }
        }
        for part in MultipartReply(.flowUpdates(initial)).parts(version: request.version) {
            reply(.multipartReply(part), request)
        }
    }

    mutating func cancelMonitor(_ id: UInt32, _ request: Request) throws(OpenFlowError) {
        guard sessions[request.session]?.monitors.removeValue(forKey: id) != nil else { throw .unknownMonitor }
        countMonitors()
    }

    /// Tells everybody what became of flows since the last time.
    mutating func tellEvents() {
        guard !state.events.isEmpty else { return }
        let events = state.events
        state.events = []
        for number in sessions.keys.sorted() {
            guard let session = sessions[number], let version = session.version else { continue }
            let updates = Self.updates(events, for: number, session)
            if !updates.isEmpty {
                for part in MultipartReply(.flowUpdates(updates)).parts(version: version) {
                    // Updates belong to no request.
                    sessions[number]?.send(.multipartReply(MultipartReply(part.body)), xid: 0)
                }
            }
            for event in events where event.event == .removed && event.flow.flags.contains(.sendFlowRemoved) {
                guard session.wants(.flowRemovedPrimary, .flowRemovedSecondary, reason: event.reason) else { continue }
                let removal = removal(event)
                sessions[number]?.send(.flowRemoved(removal), xid: 0)
            }
        }
    }

    /// One's own changes come as one entry that stands for them all.
    private static func updates(_ events: [FlowEvent], for number: Int, _ session: SwitchSession) -> [FlowUpdate] {
        var updates: [FlowUpdate] = []
        guard !session.monitors.isEmpty else { return updates }
        let monitors = session.monitors.keys.sorted().compactMap { session.monitors[$0] }.map { ($0, $0.selection) }
        var isAbbreviated = false
        for event in events {
            let isOwn = event.session == number
            let found = monitors.first { monitor, selection in
                monitor.flags.contains(event.event.flag) && (isOwn || !monitor.flags.contains(.onlyOwn))
                    && (selection.selects(event.flow) || event.before.map(selection.selects) ?? false)
            }
            guard let (monitor, _) = found else { continue }
            if isOwn, monitor.flags.isDisjoint(with: [.own, .onlyOwn]) {
                if !isAbbreviated { updates.append(.ownChange(xid: event.xid)) }
                isAbbreviated = true
                continue
            }
            isAbbreviated = false
            updates.append(
                .change(.init(event.event, reason: UInt16(event.reason), monitor.shown(event.flow))))
        }
        return updates
    }

    private func removal(_ event: FlowEvent) -> FlowRemoved {
        var counters = FlowCounters()
        counters.duration = (now - event.flow.created).span
        (counters.packets, counters.bytes) = (0, 0)
        return FlowRemoved(event.flow.decoded(), reason: event.reason, counters: counters)
    }
}

extension FlowMonitor {
    fileprivate var selection: FlowSelection {
        FlowSelection(
            table: table, outPort: outPort, outGroup: outGroup,
            match: match.isEmpty ? nil : FlowSelection.canonical(match))
    }

    /// A flow as updates tell it.
    fileprivate func shown(_ stored: StoredFlow) -> Flow {
        var flow = stored.decoded()
        (flow.flags, flow.importance) = ([], 0)
        if !flags.contains(.instructions) { flow.instructions = [] }
        return flow
    }
}

extension FlowUpdate.Change.Event {
    fileprivate var flag: FlowMonitor.Flags {
        switch self {
        case .initial: .initial
        case .added: .added
        case .removed: .removed
        case .modified: .modified
        }
    }
}

extension Duration {
    /// As messages say it.
    var span: FlowCounters.Span {
        let (seconds, attoseconds) = components
        return FlowCounters.Span(seconds: UInt32(clamping: seconds), nanoseconds: UInt32(attoseconds / 1_000_000_000))
    }
}
