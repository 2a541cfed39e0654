public import NetworkTypes

/// Commits a change that depends on what the database holds: it is built from the replica, guarded, and built again
/// from a fresher one when somebody else changed the database in between.
///
/// ```swift
/// var retry = TransactionRetry(deadline: now + .seconds(5)) { replica in … }
/// perform(retry.start(replica, now: now))
/// perform(retry.outcome(outcome, replica, now: now))   // for `transacted`
/// perform(retry.updated(replica, now: now))            // after updates were applied, or the state changed
/// perform(retry.tick(now: now))                        // at retry.nextDeadline
/// ```
public struct TransactionRetry: Sendable {
    /// Makes the transaction for the database as the replica has it, with guards (`expect`) for what it relies on; nil
    /// when nothing is left to do.
    public typealias Build = @Sendable (Replica) -> Transaction?

    /// What the owner has to do.
    public enum Step: Hashable, Sendable {
        /// Nothing but wait.
        case wait
        /// Send it, and give its outcome to `outcome`.
        case send(Transaction)
        /// It took effect; nil when nothing was to be done.
        case committed(TransactionResult?)
        case failed(Failure)
    }

    /// Why the change was not made.
    public enum Failure: Error, Hashable, Sendable {
        /// Others changed the database every time; `last` is what the server said in the end.
        case conflicts(attempts: Int, last: OVSDBError)
        /// The time was over before an attempt, or before the replica showed what the conflict was about.
        case deadlineExceeded(attempts: Int, last: OVSDBError?)
        /// The server refuses it, however often it is tried.
        case refused(OVSDBError)
        /// Whether it took effect is not known. Building it from a replica that is live again tells.
        case unknown(OVSDBError)
    }

    private enum Phase: Sendable {
        /// The replica has to be live and to have passed this revision.
        case waiting(after: UInt64?)
        /// From this revision; nil when the replica was not live meanwhile.
        case sent(revision: UInt64?)
        case over
    }

    /// How many transactions are sent at most.
    public let maximumAttempts: Int
    public let deadline: MonotonicTime
    /// How many were sent.
    public private(set) var attempts = 0

    private let build: Build
    private var phase = Phase.waiting(after: nil)
    private var last: OVSDBError?

    /// - Parameters:
    ///   - maximumAttempts: at least 1.
    ///   - deadline: no attempt begins after it. One that is under way ends with the client's own deadline.
    public init(maximumAttempts: Int = 10, deadline: MonotonicTime, build: @escaping Build) {
        precondition(maximumAttempts >= 1, "a change is tried at least once")
        self.maximumAttempts = maximumAttempts
        self.deadline = deadline
        self.build = build
    }

    /// When `tick` has something to do; nil while a transaction is under way and afterwards.
    public var nextDeadline: MonotonicTime? { if case .waiting = phase { deadline } else { nil } }

    /// The first attempt: at once when the replica is live, else when it is.
    public mutating func start(_ replica: Replica, now: MonotonicTime) -> Step { proceed(replica, now: now) }

    /// The replica changed.
    public mutating func updated(_ replica: Replica, now: MonotonicTime) -> Step { proceed(replica, now: now) }

    /// The time went on.
    public mutating func tick(now: MonotonicTime) -> Step {
        guard case .waiting = phase, now >= deadline else { return .wait }
        return end(.failed(.deadlineExceeded(attempts: attempts, last: last)))
    }

    /// What became of the transaction that was sent.
    public mutating func outcome(
        _ outcome: Result<TransactionResult, OVSDBError>, _ replica: Replica, now: MonotonicTime
    ) -> Step {
        guard case .sent(let revision) = phase else { return .wait }
        switch outcome {
        case .success(let result): return end(.committed(result))
        case .failure(let error) where error.isOutcomeUnknown: return end(.failed(.unknown(error)))
        case .failure(let error) where !error.isConflict: return end(.failed(.refused(error)))
        case .failure(let error):
            last = error
            guard attempts < maximumAttempts else { return end(.failed(.conflicts(attempts: attempts, last: error))) }
            phase = .waiting(after: revision)
            return proceed(replica, now: now)
        }
    }

    private mutating func proceed(_ replica: Replica, now: MonotonicTime) -> Step {
        if case .sent = phase, replica.state != .live { phase = .sent(revision: nil) }
        guard case .waiting(let revision) = phase else { return .wait }
        guard now < deadline else { return tick(now: now) }
        guard replica.state == .live else {
            // What is loaded anew counts its revisions anew.
            phase = .waiting(after: nil)
            return .wait
        }
        // The same contents would give the same transaction.
        guard replica.revision != revision else { return .wait }
        guard let transaction = build(replica) else { return end(.committed(nil)) }
        attempts += 1
        phase = .sent(revision: replica.revision)
        return .send(transaction)
    }

    private mutating func end(_ step: Step) -> Step {
        phase = .over
        return step
    }
}

extension OVSDBError {
    /// Whether the database was not as the transaction's guards say, so that one built anew may succeed.
    public var isConflict: Bool { code == .timedOut }

    /// Whether the transaction may have taken effect all the same.
    public var isOutcomeUnknown: Bool {
        switch code {
        case .connectionClosed, .deadlineExceeded, .clusterError, .malformedMessage, .canceled: true
        default: false
        }
    }
}
