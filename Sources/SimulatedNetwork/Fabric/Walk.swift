public import NetworkTypes

/// Where a frame went.
public struct Walk: Hashable, Sendable {
    /// A frame that left at a port that is no tunnel.
    public struct Delivery: Hashable, Comparable, Sendable, CustomStringConvertible {
        public let host: String
        public let port: PortNumber
        public let frame: [UInt8]

        public init(host: String, port: PortNumber, frame: [UInt8]) {
            self.host = host
            self.port = port
            self.frame = frame
        }

        public static func < (left: Self, right: Self) -> Bool {
            if (left.host, left.port) != (right.host, right.port) {
                return (left.host, left.port) < (right.host, right.port)
            }
            return left.frame.lexicographicallyPrecedes(right.frame)
        }

        public var description: String { "\(host):\(port)" }
    }

    /// A copy that the underlay did not take anywhere.
    public struct Loss: Hashable, Sendable {
        public enum Reason: Hashable, Sendable, Error {
            case unknownVTEP(IPAddress)
            /// The destination is IPv4 and the host's own VTEP IPv6, or the other way round.
            case otherFamily(IPAddress)
            /// The tunnel key is wider than a VNI.
            case noVNI(UInt64)
            case noTunnel
            /// One copy went round and round.
            case circle
            /// Copies made copies; what became of most of them was not followed.
            case storm
        }

        public let host: String
        public let reason: Reason

        public init(host: String, reason: Reason) {
            self.host = host
            self.reason = reason
        }
    }

    /// One switch on the way.
    public struct Hop: Hashable, Sendable, CustomStringConvertible {
        public let host: String
        public let arrival: Arrival
        public let verdict: Verdict

        public var description: String {
            let source = arrival.tunnel.map { "\($0)" } ?? "port \(arrival.port)"
            return (["\(host), in by \(source)"] + verdict.trace.map { "  \($0)" }).joined(separator: "\n")
        }
    }

    /// Sorted; the same delivery twice stands twice.
    public internal(set) var deliveries: [Delivery] = []
    public internal(set) var losses: [Loss] = []
    public internal(set) var hops: [Hop] = []

    mutating func add(_ verdict: Verdict, of arrival: Arrival, at host: String) {
        hops.append(Hop(host: host, arrival: arrival, verdict: verdict))
    }

    public var faults: [Verdict.Fault] { hops.compactMap(\.verdict.fault) }
    public var ambiguities: [Verdict.Ambiguity] { hops.flatMap(\.verdict.ambiguities) }
}
