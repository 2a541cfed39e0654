import Compiler
import NetworkTypes
import Policy
import Topology

// An apply: validate everything, number what is new, make it durable, and only then let it take effect.

extension Controller {
    func handle(_ request: Request, _ id: RequestID) {
        switch request {
        case .snapshot: emit(.reply(id, .snapshot(snapshot())))
        case .apply(let apply): handle(apply, id)
        }
    }

    private func handle(_ apply: ApplyRequest, _ id: RequestID) {
        if let failure = writes.failure {
            return emit(.reply(id, .failed(reason: "the store failed and takes no more changes: \(failure)")))
        }
        guard writes.running == nil || apply.isPlanOnly else {
            guard writes.waiting.count < WriteQueue.waitingLimit else {
                return emit(.reply(id, .failed(reason: "\(WriteQueue.waitingLimit) changes are waiting already")))
            }
            writes.waiting.append((id, apply))
            return
        }
        switch validated(apply, id) {
        case .failure(let rejection): emit(.reply(id, .rejected(rejection)))
        case .success(let change) where apply.isPlanOnly: emit(.reply(id, .planned(trial(change))))
        case .success(let change) where change.plan.isEmpty && isSameText(apply):
            let outcome = ApplyOutcome(revision: nil, plan: change.plan, hosts: HostProgress())
            emit(.reply(id, .applied(outcome)))
        case .success(let change): makeDurable(change)
        }
    }

    private func validated(_ apply: ApplyRequest, _ id: RequestID) -> Result<DocumentChange, PolicyRejection> {
        if let stale = stale(apply) { return .failure(PolicyRejection([stale])) }
        do throws(PolicyRejection) {
            let policy = try documents.policy.applying(
                apply.documents, deleting: apply.deletions, by: apply.role, writesObjects: apply.writesObjects,
                alongside: apply.diagnostics)
            var allocator = documents.allocator
            let problems = Numbering.assign(apply.documents, policy, &allocator)
            guard problems.isEmpty else { throw PolicyRejection(problems) }
            let keys = apply.documents.map(\.key) + apply.deletions
            var plan = Plan(
                base: documents.revision, changes: PolicySet.changes(from: documents.policy, to: policy))
            plan.warnings = policy.warnings(in: keys)
            return .success(
                DocumentChange(
                    request: id, apply: apply, policy: policy, keys: keys, allocator: allocator, plan: plan,
                    revision: documents.revision + 1))
        } catch {
            return .failure(error)
        }
    }

    /// A plan is stale when a document that it changes has changed since.
    private func stale(_ apply: ApplyRequest) -> Diagnostic? {
        guard let base = apply.base else { return nil }
        if apply.writesObjects { return staleObjects(apply, base) }
        let keys = apply.documents.map(\.key) + apply.deletions
        guard let moved = keys.first(where: { (documents.revisions[$0] ?? 0) > base }) else { return nil }
        return Diagnostic(
            .conflict,
            "document \(moved) was changed by revision \(documents.revisions[moved] ?? 0), after the plan's base \(base)",
            at: nil, hint: "plan again")
    }

    /// The text of a document of single objects is made of the one that was there: any other makes it stale.
    private func staleObjects(_ apply: ApplyRequest, _ base: UInt64) -> Diagnostic? {
        let keys = apply.documents.map(\.key) + apply.deletions
        guard let moved = keys.first(where: { (documents.revisions[$0] ?? 0) != base }) else { return nil }
        return Diagnostic(
            .conflict, "another object of tenant \(moved.tenant) was written at the same time", at: nil,
            hint: "send it again")
    }

    private func isSameText(_ apply: ApplyRequest) -> Bool {
        apply.deletions.isEmpty && apply.documents.allSatisfy { documents.policy[$0.key]?.source == $0.source }
    }

    // MARK: Plan

    /// What a change would do, tried on copies.
    private func trial(_ change: DocumentChange) -> Plan {
        var trial = topology
        var trialEngine = engine
        TopologyDeclarations(change.policy, change.allocator).apply(
            change.keys, to: &trial, replacing: documents.policy)
        let update = trialEngine.update(trial.takeChanges(), trial)
        return change.plan.counting(update, in: trial)
    }

    // MARK: Durability

    private func makeDurable(_ change: DocumentChange) {
        var write = StoreWrite()
        let sources = change.apply.documents.map { ($0.key, $0.source) } + change.apply.deletions.map { ($0, nil) }
        write.revision = StoreWrite.Revision(
            number: change.revision, wallTime: wallTime, actor: change.apply.actor, summary: change.plan.summary,
            documents: sources.map { (key: $0.0, source: $0.1) })
        write.allocations = change.allocator.newAllocations
        write.counters = change.allocator.newCounters
        let token = makeID()
        writes.running = (token, change)
        emit(.store(write, token: token))
    }

    func stored(_ token: UInt64, _ failure: String?) {
        if let failure {
            writes.failure = failure
            log(.error, "The store failed; no more changes are accepted", ["error": failure])
        }
        if writes.factsToken == token { writes.factsToken = nil }
        guard let running = writes.running, running.token == token else { return }
        writes.running = nil
        if let failure {
            emit(
                .reply(
                    running.change.request,
                    .failed(
                        reason:
                            "the store failed, and whether revision \(running.change.revision) is durable shows when weftd is started again: \(failure)"
                    )))
        } else {
            takeEffect(running.change)
        }
        while writes.running == nil, !writes.waiting.isEmpty {
            let (id, apply) = writes.waiting.removeFirst()
            handle(apply, id)
        }
    }

    /// The revision is durable: it stands from here on.
    private func takeEffect(_ change: DocumentChange) {
        // What the graph had to tell before goes first, so that the plan counts this change alone.
        compileChanges()
        let old = documents.policy
        documents.policy = change.policy
        documents.allocator = change.allocator
        documents.allocator.settle()
        documents.revision = change.revision
        for document in change.apply.documents { documents.revisions[document.key] = change.revision }
        for key in change.apply.deletions { documents.revisions[key] = nil }
        refusedAddresses = [:]
        declare(change.policy, replacing: old, keys: change.keys)
        note(.revision, "revision/\(change.revision)", "\(change.apply.actor): \(change.plan.summary)")
        let update = compileChanges() ?? Update.none
        wait(for: change, plan: change.plan.counting(update, in: topology))
    }

    private func wait(for change: DocumentChange, plan: Plan) {
        guard case .hosts(let timeout) = change.apply.wait else {
            let outcome = ApplyOutcome(revision: change.revision, plan: plan, hosts: HostProgress())
            return emit(.reply(change.request, .applied(outcome)))
        }
        // Not asked are hosts that were taken out, and those for which this change undoes one that had not gone out yet.
        let touched = pending.hosts.intersection(plan.hostsTouched).filter { hosts[$0] != nil }
        let connected = touched.filter { hosts[$0]?.flows.session != nil }
        waiters.append(
            Waiter(
                request: change.request, revision: change.revision, plan: plan, hosts: connected.sorted(),
                rollout: rolloutsStarted + 1, away: touched.subtracting(connected).sorted(),
                deadline: now + timeout))
    }
}

// MARK: - Declarations

extension Controller {
    /// Brings the graph and the list of hosts in line with the documents.
    func declare(_ policy: PolicySet, replacing old: PolicySet, keys: [DocumentKey]) {
        let hostsBefore = old.hosts.map(\.declaration)
        let hostsNow = policy.hosts.map(\.declaration)
        for host in hostsBefore where policy.host(host.name) == nil { forget(HostID(host.name)) }
        for host in hostsNow { enrol(host) }
        TopologyDeclarations(policy, documents.allocator).apply(keys, to: &topology, replacing: old)
        guard hostsBefore != hostsNow else { return }
        documents.indexListeningHosts()
        refusals.forget()
        for session in pendingSessions.ids { enrol(session) }
        dialHosts(hostsNow)
    }

    private func enrol(_ declaration: HostDeclaration) {
        let id = HostID(declaration.name)
        guard let number = documents.allocator.number(.host, declaration.name) else { return }
        if let known = hosts[id] {
            guard known.declaration != declaration else { return }
            if known.declaration.management != declaration.management
                || known.declaration.systemID != declaration.systemID
            {
                disconnect(id, "its declaration changed")
            }
            hosts[id]?.declaration = declaration
            prepare(id)
        } else {
            hosts[id] = HostState(id: id, number: UInt32(number), declaration: declaration)
            hostByNumber[UInt32(number)] = id
        }
    }

    private func forget(_ id: HostID) {
        disconnect(id, "no document names it any more")
        if let number = hosts[id]?.number { hostByNumber[number] = nil }
        hosts[id] = nil
        hostsReadBusy.remove(id)
        hostsWithNewFacts.insert(id)
        pending.drop(id)
    }

    private func disconnect(_ id: HostID, _ reason: String) {
        if case .live(let live) = hosts[id]?.database {
            close(live.id, reason)
            detach(live.id, reason: reason)
        }
        if let session = hosts[id]?.flows.session {
            emit(.openFlow(session, .close(reason: reason)))
            switchClosed(session, reason)
        }
    }

    private func dialHosts(_ declarations: [HostDeclaration]) {
        var addresses: [HostID: String] = [:]
        for host in declarations { addresses[HostID(host.name)] = host.dialAddress }
        emit(.dial(addresses))
    }
}
