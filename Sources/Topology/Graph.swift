/// The drawn form of the topology: typed nodes, typed edges, in a stable order.
public struct Graph: Hashable, Sendable {
    public enum NodeKind: String, Hashable, Sendable, CaseIterable {
        case host, vtep, bridge, port, vm, nic, network
    }

    public enum EdgeKind: String, Hashable, Sendable, CaseIterable {
        /// host – vtep, host – bridge
        case has
        /// bridge – port
        case carries
        /// port – nic
        case serves
        /// vm – nic
        case owns
        /// nic – network
        case joins
        /// vtep – vtep, for hosts that share a network
        case tunnel
    }

    public struct Node: Hashable, Sendable {
        public let kind: NodeKind
        public let name: String
        public let attributes: [String: String]

        public init(kind: NodeKind, name: String, attributes: [String: String] = [:]) {
            self.kind = kind
            self.name = name
            self.attributes = attributes
        }

        /// Unique in the graph: kind and name.
        public var id: String { "\(kind.rawValue):\(name)" }
    }

    public struct Edge: Hashable, Sendable {
        public let kind: EdgeKind
        public let from: String
        public let to: String
        public let attributes: [String: String]

        public init(kind: EdgeKind, from: String, to: String, attributes: [String: String] = [:]) {
            self.kind = kind
            self.from = from
            self.to = to
            self.attributes = attributes
        }
    }

    public var nodes: [Node] = []
    public var edges: [Edge] = []

    public init() {}
}
