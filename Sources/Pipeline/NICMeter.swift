public import NetworkTypes
public import OpenFlow

/// What is limited per NIC, each by a meter of its own on the NIC's host.
public enum NICMeter: UInt32, CaseIterable, Hashable, Sendable {
    /// Frames that are copied to many or answered in the switch's slow path: broadcast, multicast and ARP.
    case flood = 0
    /// Frames that ask the controller to take up an address.
    case learning = 1

    /// Packets a second, and as many at once.
    public var rate: UInt32 {
        switch self {
        case .flood: 200
        case .learning: 10
        }
    }

    /// The highest port number that a meter's id has room for: Open vSwitch gives out lower ones (OFPP_MAX).
    public static let maximumPort = PortNumber(0xfeff)

    /// The highest number that `id` makes; what is above stands for several meters.
    public static let maximumID: UInt32 = (allCases.map(\.rawValue).max() ?? 0) << 16 | maximumPort.rawValue

    /// The meter's number on a host where the NIC is behind `port`.
    ///
    /// A datapath's meter numbers are small (at most 262,144 in userspace), so they follow from the port's, which the
    /// host gives out again, and not from the NIC's, which nobody ever gets again.
    public func id(_ port: PortNumber) -> UInt32 {
        precondition(port.rawValue > 0 && port <= Self.maximumPort, "a NIC's port number has 16 bits")
        return rawValue << 16 | port.rawValue
    }

    public func meter(_ port: PortNumber) -> Meter {
        Meter(id: id(port), flags: [.packetsPerSecond, .burst], bands: [.drop(rate: rate, burst: rate)])
    }
}
