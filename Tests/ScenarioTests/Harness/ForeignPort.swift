import Lab

@testable import Lab

/// A port that somebody plugs into a host's `br-int` by hand, and that no document names. What is behind it is a raw socket.
struct ForeignPort {
    let name = "foreign0"
    private static let otherEnd = "foreign1"

    private let fabric: Fabric
    private let node: LabNode
    private let socket: FrameSocket

    init(_ fabric: Fabric, on host: String) throws {
        self.fabric = fabric
        node = .host(host)
        try fabric.output(node, "ip link add \(name) type veth peer name \(Self.otherEnd)")
        for link in [name, Self.otherEnd] { try fabric.output(node, "ip link set \(link) up") }
        let file = "\(LabNames.namespaceRoot)/\(fabric.lab.namespace(of: node))"
        socket = try NetworkNamespace.visit([file]) { _ throws(LabError) in
            try FrameSocket(interface: Self.otherEnd)
        }[0]
        try fabric.output(node, "ovs-vsctl add-port br-int \(name)")
    }

    func send(_ frame: [UInt8]) throws {
        guard socket.send(frame) else { throw ScenarioError("\(name) cannot send a frame") }
    }

    /// Every frame that the switch has sent out by the port since the last call.
    func received() -> [[UInt8]] { socket.received() }

    /// Has the switch itself send a frame out by the port, whatever its flows say.
    func emit(_ frame: [UInt8]) throws {
        let number = try fabric.output(node, "ovs-vsctl get Interface \(name) ofport").filter(\.isNumber)
        let octets = frame.map { $0 < 16 ? "0\(String($0, radix: 16))" : String($0, radix: 16) }
        try fabric.output(
            node,
            [
                "ovs-ofctl", "-O", "OpenFlow15", "packet-out", "br-int",
                "in_port=controller,packet=\(octets.joined()),actions=output:\(number)",
            ])
    }

    /// Frames from ports that are no NIC's, which end in the last flow of table 0. Counted up to a second late.
    func quarantinedFrames() throws -> Int {
        let dump = try fabric.output(node, "ovs-ofctl -O OpenFlow15 dump-flows br-int table=0")
        guard let flow = dump.split(separator: "\n").first(where: { $0.hasSuffix(" priority=0 actions=drop") }),
            let word = flow.split(separator: " ").first(where: { $0.hasPrefix("n_packets=") }),
            let count = Int(word.filter(\.isNumber))
        else { throw ScenarioError("table 0 has no last flow: \(dump)") }
        return count
    }

    func remove() throws {
        try fabric.output(node, "ovs-vsctl del-port br-int \(name)")
        try fabric.output(node, "ip link del \(name)")
    }
}
