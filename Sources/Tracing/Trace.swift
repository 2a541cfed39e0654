public import NetworkTypes
public import Topology

/// What becomes of a connection's first packet and of the answer to it, and who decides that.
public struct Trace: Hashable, Sendable {
    public let from: End
    public let to: End
    public let probe: Probe
    /// The packet is delivered, and so is the answer.
    public let isAllowed: Bool
    /// One sentence.
    public let reason: String
    /// The first packet, and the answer where that was delivered; none where nothing can be sent.
    public let journeys: [Journey]
    /// What the policies of both ends say, as far as the packet came.
    public let decisions: [Decision]
    /// What would admit it, for each policy that does not.
    public let suggestions: [Suggestion]
    /// What else is to be known: tables say what should be.
    public let notes: [String]
    /// What contradicts itself: each is a fault of Weft.
    public let faults: [String]

    /// One end, as far as it is known.
    public struct End: Hashable, Sendable {
        /// As it was asked for.
        public let text: String
        public var nic: NICID?
        public var network: NetworkID?
        public var host: HostID?
        public var port: String?
        public var mac: MACAddress?
        public var address: IPAddress?
    }
}
