/// What a flow monitor tells: an entry of a multipart reply to OFPMP_FLOW_MONITOR (section 7.3.5.18), in 1.3 of the ONF's
/// extension 187.
public enum FlowUpdate: Hashable, Sendable {
    /// A flow came, went or is another now.
    case change(Change)
    /// Flows changed as this connection itself wanted by the message with this xid. One entry may stand for a whole bundle.
    case ownChange(xid: UInt32)
    /// The switch cannot tell as fast as flows change: what follows is not told. In 1.3 this is a message of its own.
    case paused
    /// The switch tells again. It has told what was added or modified meanwhile, and stands by nothing else.
    case resumed

    public struct Change: Hashable, Sendable {
        public enum Event: Hashable, Sendable {
            /// It was there when the monitor began. 1.3 calls it added.
            case initial
            case added
            case removed
            case modified
        }

        public var event: Event
        /// OFPRR_*, of a removal: 0 idle, 1 hard time-out, 2 deleted, 3 its group was deleted, 4 its meter.
        public var reason: UInt16
        /// With no flags and no importance, which updates do not tell; with no instructions if they were not asked for.
        public var flow: Flow

        public init(_ event: Event, reason: UInt16 = 0, _ flow: Flow) {
            self.event = event
            self.reason = reason
            self.flow = flow
        }
    }
}
