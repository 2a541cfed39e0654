import NetworkTypes

/// A request that waits for its answer.
struct PendingRequest {
    enum Kind {
        /// One message answers.
        case single
        /// Parts are joined.
        case joined([MultipartReply.Body])
        /// Parts are handed out.
        case flows
        case groups
        case meters
        /// A message without an answer, whose fence is the barrier reply with this xid.
        case fenced(barrier: UInt32)
        /// The barrier of the message with this xid.
        case barrier(of: UInt32)
    }

    let id: UInt64
    var kind: Kind
    var deadline: MonotonicTime
    /// Beyond this no further part moves the deadline.
    let end: MonotonicTime
    /// Whether it is a flow monitor, to whose refusals Open vSwitch gives xids that say nothing.
    var asksForMonitor = false
    /// Of all parts so far.
    var receivedBytes = 0
}
