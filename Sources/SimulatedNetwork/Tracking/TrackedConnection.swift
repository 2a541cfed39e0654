extension ConnectionTracker {
    /// A connection that was committed.
    struct Connection: Hashable, Sendable {
        private var progress: Progress
        var mark: UInt32 = 0
        var label: UInt128 = 0

        private enum Progress: Hashable, Sendable {
            case tcp(TCPConnection)
            /// All else: whether it was answered.
            case other(isAnswered: Bool)
        }

        init(openedBy packet: TrackedPacket) {
            if let segment = packet.segment {
                progress = .tcp(TCPConnection(openedBy: segment))
            } else {
                progress = .other(isAnswered: false)
            }
        }

        /// One more packet of the connection.
        mutating func take(_ packet: TrackedPacket, isReply: Bool) -> TCPConnection.Outcome {
            switch progress {
            case .tcp(var connection):
                guard let segment = packet.segment else { return .invalid }
                defer { progress = .tcp(connection) }
                return connection.take(segment, isReply: isReply)
            case .other(let isAnswered):
                progress = .other(isAnswered: isAnswered || isReply)
                return isAnswered || isReply ? .valid : .new
            }
        }
    }
}
