/// Writes to the store that are under way, and the requests that wait for them.
struct WriteQueue {
    /// The change of documents that is being made durable; others wait their turn behind it.
    var running: (token: UInt64, change: DocumentChange)?
    var waiting: [(RequestID, ApplyRequest)] = []
    /// Facts that are being written; newer ones wait until it is done.
    var factsToken: UInt64?
    /// Set when the store failed: nothing more is accepted.
    var failure: String?

    /// More changes than this do not wait: they are refused.
    static let waitingLimit = 256
}
