import NetworkTypes
import OVSDB

/// What a host's switch made of a bridge's rows: which port has which number, and why one has none.
struct BridgeState: Sendable {
    /// An interface as the database wants it.
    struct Wanted {
        let name: String
        let type: String
        let options: [String: String]
        let request: Int64?
        /// The address the device has; nil leaves it to the host.
        let mac: MACAddress?
    }

    struct Port: Sendable {
        /// Nil when the port could not be made.
        var number: Int64?
        var error: String?
        let mac: MACAddress
    }

    /// What two tunnels of one kind cannot have in common.
    private struct TunnelKey: Hashable {
        let type: String
        let options: [String?]
    }

    /// OFPP_LOCAL as Open vSwitch writes it into 16 bits: the bridge's own port.
    static let localNumber: Int64 = 65534

    private(set) var ports: [String: Port] = [:]
    /// The number that was given out last: one that became free is not given out again soon.
    private var lastNumber: Int64 = 0

    /// Makes the ports that are wanted, keeps those that are there and drops the others. Ports that ask for a number
    /// come before those that take any, as ovs-vswitchd has it.
    mutating func configure(_ wanted: [Wanted], bridge: String, newMAC: () -> MACAddress) {
        let names = Set(wanted.map(\.name))
        ports = ports.filter { names.contains($0.key) }
        var tunnels: Set<TunnelKey> = []
        let ordered = wanted.sorted { left, right in
            (rank(left), left.name) < (rank(right), right.name)
        }
        for interface in ordered {
            var port = ports[interface.name] ?? Port(mac: interface.mac ?? newMAC())
            let isTwice = Self.tunnelKey(interface).map { !tunnels.insert($0).inserted } ?? false
            if isTwice {
                port.number = nil
                port.error = "could not add network device \(interface.name) to ofproto (File exists)"
            } else {
                port.error = nil
                port.number = interface.name == bridge ? Self.localNumber : number(port.number, interface.request)
            }
            ports[interface.name] = port
        }
    }

    private func rank(_ interface: Wanted) -> Int {
        if ports[interface.name]?.number != nil { return 0 }
        return interface.request == nil ? 2 : 1
    }

    /// The number for a port that has one, or none yet. One that asks for a number that another has keeps its own.
    private mutating func number(_ current: Int64?, _ request: Int64?) -> Int64 {
        if let current, request == nil || request == current { return current }
        let taken = Set(ports.values.compactMap(\.number))
        if let request, (1..<65280).contains(request), !taken.contains(request) { return request }
        if let current { return current }
        repeat { lastNumber = lastNumber % 32767 + 1 } while taken.contains(lastNumber)
        return lastNumber
    }

    private static func tunnelKey(_ interface: Wanted) -> TunnelKey? {
        guard ["vxlan", "geneve", "gre"].contains(interface.type) else { return nil }
        return TunnelKey(
            type: interface.type,
            options: ["remote_ip", "local_ip", "key", "dst_port"].map { interface.options[$0] })
    }
}
