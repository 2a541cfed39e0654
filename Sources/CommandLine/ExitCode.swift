/// What a program says when it ends; the numbers are part of the contract with scripts.
public enum ExitCode: Int32, CaseIterable, Sendable {
    case success = 0
    /// A difference, or a negative answer.
    case negative = 1
    case usage = 2
    case invalidDocument = 3
    case conflict = 4
    case notFound = 5
    /// Not accepted within the time-out, or not known whether.
    case notAccepted = 6
    /// Accepted and durable, but hosts named as pending, away or degraded.
    case hostsPending = 7
    case denied = 8
    case serverUnreachable = 9
}
