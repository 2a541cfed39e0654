public import NetworkTypes

/// A hypervisor that a fabric document declares.
public struct HostDeclaration: Hashable, Sendable {
    public enum Datapath: String, Hashable, Sendable {
        case system
        case netdev
    }

    /// Whose word binds a port to a network (INTERFACE.md 2).
    public enum BindingMode: String, Hashable, Sendable {
        case host
        case api
    }

    public let name: String
    public let management: ManagementAddress
    /// What `external_ids:system-id` of its Open_vSwitch row must say; always there when the host dials in.
    public let systemID: String?
    /// Where its tunnels end; nil when the document leaves it open.
    public let vtep: IPAddress?
    /// Nil follows an existing integration bridge, then what the host lists.
    public let datapath: Datapath?
    public let bindingMode: BindingMode
    public let labels: [String: String]
    public let position: SourcePosition

    public init(
        name: String, management: ManagementAddress, systemID: String? = nil, vtep: IPAddress? = nil,
        datapath: Datapath? = nil, bindingMode: BindingMode = .host, labels: [String: String] = [:],
        position: SourcePosition
    ) {
        self.name = name
        self.management = management
        self.systemID = systemID
        self.vtep = vtep
        self.datapath = datapath
        self.bindingMode = bindingMode
        self.labels = labels
        self.position = position
    }
}
