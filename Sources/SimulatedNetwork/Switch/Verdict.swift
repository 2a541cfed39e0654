public import NetworkTypes
public import OpenFlow

/// What a switch did with a frame.
public struct Verdict: Hashable, Sendable {
    /// A frame that left by a port.
    public struct Output: Hashable, Sendable {
        public let port: PortNumber
        public let frame: [UInt8]
        /// For tunnel ports; the source is left to the port where no flow sets one.
        public let tunnel: TunnelKey?
    }

    /// A frame that went to the controller.
    public struct PacketIn: Hashable, Sendable {
        public enum Reason: Hashable, Sendable {
            case action, invalidTTL
        }

        public let reason: Reason
        public let frame: [UInt8]
        public let userdata: [UInt8]
        public let table: UInt8
        public let cookie: UInt64
    }

    /// Why Open vSwitch would have given the frame up as a whole.
    public enum Fault: Hashable, Sendable {
        /// 64 lookups in earlier tables within each other.
        case tooDeep
        /// 4096 lookups.
        case tooManyLookups
        /// An action that this interpreter does not know. A fault of the test, not of the switch.
        case unsupported(String)
    }

    /// In the order in which they left.
    public internal(set) var outputs: [Output] = []
    public internal(set) var packetIns: [PacketIn] = []
    public internal(set) var trace: [TraceStep] = []
    /// A frame with a fault has no outputs.
    public internal(set) var fault: Fault?
    /// Flows of one priority that both matched and do different things: which one wins is not defined.
    public internal(set) var ambiguities: [Ambiguity] = []

    public struct Ambiguity: Hashable, Sendable {
        public let first: Flow
        public let second: Flow
    }
}

/// One thing that happened to a packet on its way, for explanations.
public struct TraceStep: Hashable, Sendable, CustomStringConvertible {
    public enum Event: Hashable, Sendable {
        /// The flow that the packet met; its cookie says whose it is.
        case matched(Flow)
        /// No flow of the table matched: dropped.
        case missed
        case bucket(group: UInt32, bucket: UInt32)
        case output(PortNumber, TunnelKey?)
        /// An output that did nothing, and why.
        case suppressed(PortNumber, reason: String)
        case controller
        case dropped(reason: String)
    }

    /// How many tables, buckets and clones this is nested in.
    public let depth: Int
    public let table: UInt8
    public let event: Event

    public var description: String {
        let place = String(repeating: "  ", count: depth)
        switch event {
        case .matched(let flow): return "\(place)\(flow)"
        case .missed: return "\(place)table=\(table): no flow matches, dropped"
        case .bucket(let group, let bucket): return "\(place)group \(group), bucket \(bucket)"
        case .output(let port, let tunnel): return "\(place)→ port \(port)" + (tunnel.map { ", \($0)" } ?? "")
        case .suppressed(let port, let reason): return "\(place)no output to port \(port): \(reason)"
        case .controller: return "\(place)→ controller"
        case .dropped(let reason): return "\(place)dropped: \(reason)"
        }
    }
}
