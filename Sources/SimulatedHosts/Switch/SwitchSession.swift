import NetworkTypes
import OpenFlow

/// What a switch knows of one connection, and forgets with it.
struct SwitchSession {
    var frames = FrameCutter()
    /// Of the peer's hello and ours; nil before.
    var version: OpenFlowVersion?
    var role = RoleMessage.Role.equal
    var async: [AsyncConfiguration.Kind: UInt32] = [:]
    var missSendLength: UInt16 = 0x80
    var bundles: [UInt32: Bundle] = [:]
    var monitors: [UInt32: FlowMonitor] = [:]
    /// The last byte from the peer, or the probe that waits for one.
    var heardAt: MonotonicTime
    var isProbing = false
    /// Bytes for the peer.
    var output: [UInt8] = []
    var closeReason: String?

    init(now: MonotonicTime) { heardAt = now }

    /// What Open vSwitch tells unless it is asked otherwise: packets, all that becomes of flows and ports.
    mutating func setDefaults(for version: OpenFlowVersion) {
        self.version = version
        let kinds = AsyncConfiguration.Kind.allCases.filter { $0.rawValue <= 11 }
        async = Dictionary(uniqueKeysWithValues: kinds.map { ($0, 0) })
        async[.packetInPrimary] = version == .v1_3 ? 0x3 : 0x3b
        async[.portStatusPrimary] = 7
        async[.portStatusSecondary] = 7
        async[.flowRemovedPrimary] = version == .v1_3 ? 0xf : 0x3f
    }

    /// Whether it wants messages of a kind for this reason, in its role.
    func wants(_ primary: AsyncConfiguration.Kind, _ secondary: AsyncConfiguration.Kind, reason: UInt8) -> Bool {
        version != nil && (async[role == .secondary ? secondary : primary] ?? 0) >> UInt32(reason) & 1 != 0
    }

    /// A message that is short enough by its kind.
    mutating func send(_ message: Message, xid: UInt32) {
        guard closeReason == nil else { return }
        output += message.encoded(version: version ?? .v1_5, xid: xid)
    }

    /// - Parameter data: the message that the error is about, which comes with it as far as it fits.
    mutating func send(_ error: OpenFlowError, about data: ArraySlice<UInt8>) {
        var error = error.spelled(in: version ?? .v1_5)
        error.data = Array(data.prefix(Message.maximumBytes - 16))
        send(.error(error), xid: data.count < 8 ? 0 : data.span.bytes.load(4, as: UInt32.self))
    }
}
