public import NetworkTypes
public import OpenFlow

extension SwitchAgent {
    public struct Configuration: Sendable {
        public var datapathID: DatapathID
        /// Versions that the hello offers.
        public var versions: Set<OpenFlowVersion> = Set(OpenFlowVersion.allCases)
        public var description = SwitchDescription(
            manufacturer: "Nicira, Inc.", hardware: "Open vSwitch", software: "3.1.0", serialNumber: "None",
            datapath: "None")
        /// Silence after which the peer is probed, and after the same time again given up; nil: never. Open vSwitch: 5 s.
        public var probeInterval: Duration? = .seconds(5)
        /// Time after which a bundle that nobody touches is dropped. Open vSwitch: 10 s.
        public var bundleTimeout: Duration = .seconds(10)
        /// Bytes after which a part of a long answer ends.
        public var replyBytes = 60_000

        public init(datapathID: DatapathID) { self.datapathID = datapathID }
    }

    /// What the caller has to do. `session` is the number that the caller gave the connection.
    public enum Action: Sendable {
        case send(session: Int, [UInt8])
        /// Send nothing more and close; `disconnected` need not be called.
        case close(session: Int, reason: String)
        /// A controller wants a frame sent, by these actions.
        case emit(PacketOut)
    }
}
