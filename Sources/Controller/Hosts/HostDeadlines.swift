import NetworkTypes

/// When something is to be done about a host; worked out again whenever its state changes.
struct HostDeadlines: Hashable {
    /// A refused change is tried again, a claim is made again, a switch is told to dial, a preparation is tried again.
    var next: MonotonicTime?
    /// Its switch can be checked.
    var check: MonotonicTime?
    /// The time for a check has come, whether there is a moment for it or not.
    var wantedCheck: MonotonicTime?

    init() {}

    init(_ state: HostState, _ periods: CheckPeriods) {
        next = earlier(
            earlier(state.flows.retryAt, state.claimAt),
            earlier(state.database.redialAt, state.database.preparationRetryAt))
        check = earlier(state.nextCheck, state.lateCheck(periods))
        wantedCheck = state.flows.audit.checkAt
    }
}

/// The first of two moments. Without a list: this is done at every change of a host's state.
private func earlier(_ left: MonotonicTime?, _ right: MonotonicTime?) -> MonotonicTime? {
    guard let left, let right else { return left ?? right }
    return min(left, right)
}

/// How often a switch is checked.
struct CheckPeriods: Hashable {
    let watched: Duration
    /// Without a flow monitor.
    let unwatched: Duration

    init(_ configuration: Controller.Configuration) {
        watched = configuration.checkPeriod
        unwatched = configuration.unwatchedCheckPeriod
    }
}

extension DatabaseLink {
    /// When the host's switch is told to dial, unless it is there by then.
    var redialAt: MonotonicTime? {
        guard case .live(let live) = self, case .due(let time) = live.redial else { return nil }
        return time
    }

    /// When the preparation that failed is tried again.
    var preparationRetryAt: MonotonicTime? {
        guard case .live(let live) = self, case .waiting(let until) = live.preparation else { return nil }
        return until
    }
}

extension HostState {
    /// When it is to be checked, as far as it has settled.
    var nextCheck: MonotonicTime? {
        guard flows.isSettled, !flows.audit.hasSomething else { return nil }
        return earlier(flows.audit.checkAt, flows.audit.groupCheckAt)
    }

    /// When a host that is never at rest is read back instead.
    func lateCheck(_ periods: CheckPeriods) -> MonotonicTime? {
        guard flows.phase == .inSync, !flows.audit.isPaused, !flows.audit.hasSomething else { return nil }
        return flows.audit.busySince.map { $0 + checkPeriod(periods) / 15 }
    }

    func checkPeriod(_ periods: CheckPeriods) -> Duration {
        flows.audit.isMonitored ? periods.watched : periods.unwatched
    }
}
