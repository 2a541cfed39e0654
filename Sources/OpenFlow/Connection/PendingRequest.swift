import NetworkTypes

/// A request that waits for its answer.
struct PendingRequest {
    enum Kind {
        /// One message answers.
        case single
        /// Parts are joined.
        case joined(MultipartReply.Body?)
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
    /// Of all parts so far.
    var receivedBytes = 0
}

extension MultipartReply.Body {
    /// Joins the next part. False when it is of another type, or of one that has a single part.
    mutating func append(_ next: MultipartReply.Body) -> Bool {
        switch (self, next) {
        case (.flows(let left), .flows(let right)): self = .flows(left + right)
        case (.flowStatistics(let left), .flowStatistics(let right)): self = .flowStatistics(left + right)
        case (.tables(let left), .tables(let right)): self = .tables(left + right)
        case (.groupDescriptions(let left), .groupDescriptions(let right)): self = .groupDescriptions(left + right)
        case (.meterConfigurations(let left), .meterConfigurations(let right)):
            self = .meterConfigurations(left + right)
        case (.portDescriptions(let left), .portDescriptions(let right)): self = .portDescriptions(left + right)
        case (.flowUpdates(let left), .flowUpdates(let right)): self = .flowUpdates(left + right)
        case (.unknown(let type, let left), .unknown(let other, let right)) where type == other:
            self = .unknown(type: type, body: left + right)
        default: return false
        }
        return true
    }
}
