/// A member of a lab: each is a network namespace of its own.
public enum LabNode: Hashable, Sendable, CustomStringConvertible {
    /// Where the controller runs; it is on the management network only.
    case controller
    /// The switches between the hosts: one Linux bridge for management, one for the underlay.
    case network
    case host(String)
    case vm(String)

    public var description: String {
        switch self {
        case .controller: "ctl"
        case .network: "net"
        case .host(let name), .vm(let name): name
        }
    }

    /// Names that a host or a VM cannot have, because `exec` uses them for the lab's own nodes.
    static let reservedNames: Set<String> = ["ctl", "net"]
}
