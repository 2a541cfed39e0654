public import NetworkTypes

/// A hypervisor that runs Open vSwitch.
public struct Host: Hashable, Sendable {
    /// Which evidence may bind a port to a network (INTERFACE.md 2).
    public enum BindingMode: Hashable, Sendable {
        /// Everything that the host writes about its ports.
        case host
        /// Only `iface-id`s that a document names.
        case api
    }

    public let id: HostID
    /// A number that stands for the host in flows; stored, never given to another host.
    public let number: UInt32
    /// The address that its tunnels end at; none yet when the document leaves it open.
    public var vtep: IPAddress?
    public var bindingMode: BindingMode
    public var labels: [String: String]

    public init(
        id: HostID, number: UInt32, vtep: IPAddress?, bindingMode: BindingMode = .host, labels: [String: String] = [:]
    ) {
        precondition(number > 0 && number < 1 << 24, "a host's number has 24 bits and is not zero")
        self.id = id
        self.number = number
        self.vtep = vtep
        self.bindingMode = bindingMode
        self.labels = labels
    }
}
