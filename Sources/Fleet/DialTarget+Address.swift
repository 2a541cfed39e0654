import EventLoop
import SimulatedHosts

extension DialTarget {
    /// Where the target leads; nil when it cannot be dialled. Open vSwitch takes a port with zeros before it too, and a
    /// controller may make use of that to have it dial anew.
    func address(defaultPort: UInt16) -> SocketAddress? {
        var parts = target.split(separator: ":", omittingEmptySubsequences: false)
        if parts.count == 3, let port = UInt16(parts[2]) { parts[2] = "\(port)" }
        return try? SocketAddress(openVSwitch: parts.joined(separator: ":"), defaultPort: defaultPort)
    }
}
