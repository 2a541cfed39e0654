public import NetworkTypes
import Wire

extension OpenFlowConnection {
    /// Applies a batch, in ordered atomic bundles of limited size: each is opened, filled and closed, and committed once the
    /// reply to its close has come without an error of a member (a member that is refused when it is added would else be left
    /// out and the rest committed). The commit's reply is the fence. The result comes as `programmed` with this id.
    ///
    /// A small bundle in which everything has a form that this switch has taken before (`FlowForm`) is committed at once: being woken
    /// twice is most of what it costs a switch. Should a member be refused nevertheless, the rest is in place, and the result is
    /// `takenInPart`; then nothing is committed at once any more before it has proved itself again.
    ///
    /// Meters, which no bundle takes, are sent by themselves in their place among the members, followed by a barrier; so are
    /// flushes of zones, and a flow that was put before them (`ModificationBatch.prepend`).
    ///
    /// One bundle is under way at a time; other batches wait their turn.
    public mutating func program(_ batch: ModificationBatch, id: UInt64, now: MonotonicTime) {
        guard let version, batches.count < configuration.batchLimit else {
            events.append(.programmed(id: id, .failed(isClosed ? .disconnected : .notAccepted)))
            return
        }
        var batch = batch
        batch.prepare(for: version)
        let obstacles = batch.obstacles(in: version).prefix(Programming.refusedLimit)
        guard obstacles.isEmpty else {
            let refused = obstacles.map { (index: $0.index, error: $0.error) }
            events.append(.programmed(id: id, .refused(Self.describe(refused, of: batch))))
            return
        }
        batches.append((id, batch))
        if programming == nil { startNextBatch(now: now) }
    }

    private mutating func startNextBatch(now: MonotonicTime) {
        programming = nil
        while !batches.isEmpty {
            let (id, batch) = batches.removeFirst()
            guard !batch.isEmpty else {
                events.append(.programmed(id: id, .committed))
                continue
            }
            start(batch, id: id, from: 0, now: now)
            return
        }
    }

    /// Sends the members from `first` on that can go together.
    private mutating func start(_ batch: ModificationBatch, id: UInt64, from first: Int, now: MonotonicTime) {
        if batch.isBundled(first) {
            startBundle(of: batch, id: id, from: first, now: now)
        } else {
            startUnbundled(of: batch, id: id, from: first, now: now)
        }
    }

    /// Sends the members from `first` on that no bundle takes, and a barrier as their fence.
    private mutating func startUnbundled(of batch: ModificationBatch, id: UInt64, from first: Int, now: MonotonicTime) {
        guard let version else { return }
        var end = first
        while end < batch.count, end - first < configuration.bundleMemberLimit, !batch.isBundled(end) { end += 1 }
        let firstXID = takeXIDs(end - first + 1)
        let barrierXID = firstXID + UInt32(end - first)
        for index in first..<end {
            output.write { batch.write(index, version: version, xid: firstXID + UInt32(index - first), into: &$0) }
        }
        output.write(.barrierRequest, version: version, xid: barrierXID)
        programming = Programming(
            id: id, batch: batch, stage: .unbundled, members: first..<end, unsent: end..<end, bundle: 0,
            firstXID: firstXID,
            openXID: barrierXID, awaitedXID: barrierXID, deadline: now + configuration.bundleDeadline)
    }

    /// Opens the bundle that starts with member `first`; `fillBundle` fills and closes it.
    private mutating func startBundle(of batch: ModificationBatch, id: UInt64, from first: Int, now: MonotonicTime) {
        let members = bundleMembers(of: batch, from: first)
        let bundle = nextBundle()
        // The last one is for a commit at once.
        let openXID = takeXIDs(members.count + 3)
        let closeXID = openXID + UInt32(members.count) + 1
        write(.openRequest, bundle: bundle, xid: openXID)
        programming = Programming(
            id: id, batch: batch, members: members, unsent: members, bundle: bundle, firstXID: openXID + 1,
            openXID: openXID, awaitedXID: closeXID, commitsAtOnce: knownForms.hold(batch, members),
            deadline: now + configuration.bundleDeadline)
    }

    /// Whether members of the bundle under way are still to be written.
    var isFilling: Bool { programming?.stage == .filling }

    /// Writes members of the bundle under way, as far as the output has room; CLOSE after the last one. So a connection
    /// holds a piece of a large bundle at a time, however many hosts are programmed at once.
    mutating func fillBundle() {
        guard let version, let current = programming, current.stage == .filling else { return }
        var index = current.unsent.lowerBound
        while index < current.unsent.upperBound, output.byteCount < configuration.outputPieceBytes {
            output.expect(messages: current.unsent.upperBound - index, ofBytes: current.batch.byteCount(index) + 32)
            let xid = current.xid(ofMember: index)
            output.write { writer in
                let start = writer.count
                writer.writeBundleAddHead(
                    bundle: current.bundle, flags: Self.bundleFlags, version: version, xid: xid)
                current.batch.write(index, version: version, xid: xid, into: &writer)
                writer.patchLength(at: start + 2, from: start)
            }
            index += 1
        }
        programming?.unsent = index..<current.unsent.upperBound
        guard index == current.unsent.upperBound else { return }
        write(.closeRequest, bundle: current.bundle, xid: current.closeXID)
        programming?.stage = .closing
        guard current.commitsAtOnce else { return }
        let commitXID = current.closeXID + 1
        write(.commitRequest, bundle: current.bundle, xid: commitXID)
        programming?.stage = .committing
        programming?.awaitedXID = commitXID
    }

    private static var bundleFlags: BundleFlags { [.atomic, .ordered] }

    private mutating func write(_ kind: BundleControl.Kind, bundle: UInt32, xid: UInt32) {
        guard let version else { return }
        let control = BundleControl(kind, bundle: bundle, flags: Self.bundleFlags)
        output.write(.bundleControl(control), version: version, xid: xid)
    }

    private func bundleMembers(of batch: ModificationBatch, from first: Int) -> Range<Int> {
        var end = first
        var bytes = 0
        while end < batch.count, end - first < configuration.bundleMemberLimit, batch.isBundled(end) {
            bytes += batch.byteCount(end)
            if bytes > configuration.bundleByteLimit, end > first { break }
            end += 1
        }
        return first..<end
    }

    /// Takes a message that concerns the bundle under way. False when it does not.
    mutating func continueProgramming(_ message: Message, xid: UInt32, now: MonotonicTime) -> Bool {
        guard let current = programming else { return false }
        switch message {
        case .error(let error):
            if let member = current.member(xid: xid) {
                if current.refused.count < Programming.refusedLimit {
                    programming?.refused.append((member, error))
                }
            } else if current.stage != .unbundled, xid == current.openXID || current.isCloseOnTheWay(xid) {
                if current.openError == nil { programming?.openError = error }
            } else if xid == current.awaitedXID {
                stageFailed(error, now: now)
            } else {
                return false
            }
            return true
        case .barrierReply where current.stage == .unbundled:
            guard xid == current.awaitedXID else { return false }
            stageDone(now: now)
            return true
        case .bundleControl:
            if xid == current.openXID || current.isCloseOnTheWay(xid) { return true }
            guard xid == current.awaitedXID else { return false }
            stageDone(now: now)
            return true
        default: return false
        }
    }

    /// The switch answered as it should.
    private mutating func stageDone(now: MonotonicTime) {
        guard let current = programming else { return }
        switch current.stage {
        // An answer to a CLOSE that is not sent yet: nothing that a switch says.
        case .filling: break
        case .unbundled where current.refused.isEmpty: goOn(after: current, now: now)
        case .unbundled: finish(rejection(of: current), now: now)
        case .closing where current.refused.isEmpty && current.openError == nil:
            enter(.committing, .commitRequest, now: now)
        case .closing: enter(.discarding, .discardRequest, now: now)
        case .committing where current.refused.isEmpty && current.openError == nil:
            // What was committed at once is known already.
            if !current.commitsAtOnce { knownForms.note(current.batch, current.members) }
            goOn(after: current, now: now)
        case .committing:
            knownForms.forget()
            finish(.failed(.takenInPart(Self.describe(current.refused, of: current.batch))), now: now)
        case .discarding: finish(rejection(of: current), now: now)
        }
    }

    /// The members after those of `current`, if there are any.
    private mutating func goOn(after current: Programming, now: MonotonicTime) {
        if current.members.upperBound < current.batch.count {
            start(current.batch, id: current.id, from: current.members.upperBound, now: now)
        } else {
            finish(.committed, now: now)
        }
    }

    /// The switch answered CLOSE, COMMIT or DISCARD with an error.
    private mutating func stageFailed(_ error: OpenFlowError, now: MonotonicTime) {
        guard let current = programming else { return }
        if current.refused.isEmpty {
            finish(.failed(.bundleRefused(current.openError ?? error)), now: now)
        } else {
            finish(rejection(of: current), now: now)
        }
    }

    private func rejection(of current: Programming) -> ProgramResult {
        if let error = current.openError { return .failed(.bundleRefused(error)) }
        return .refused(Self.describe(current.refused, of: current.batch))
    }

    private mutating func enter(_ stage: Programming.Stage, _ kind: BundleControl.Kind, now: MonotonicTime) {
        guard var current = programming else { return }
        let xid = nextXID()
        write(kind, bundle: current.bundle, xid: xid)
        current.stage = stage
        current.awaitedXID = xid
        current.deadline = now + configuration.bundleDeadline
        programming = current
    }

    private mutating func finish(_ result: ProgramResult, now: MonotonicTime) {
        guard let current = programming else { return }
        events.append(.programmed(id: current.id, result))
        startNextBatch(now: now)
    }

    mutating func expireProgramming(now: MonotonicTime) {
        guard let current = programming, now >= current.deadline else { return }
        if current.stage == .filling || current.stage == .closing {
            write(.discardRequest, bundle: current.bundle, xid: nextXID())
        }
        finish(.failed(.timedOut), now: now)
    }

    private static func describe(
        _ refused: [(index: Int, error: OpenFlowError)], of batch: ModificationBatch
    ) -> [RefusedMember] {
        refused.map {
            RefusedMember(index: $0.index, error: $0.error, description: batch.members[$0.index].description)
        }
    }
}
