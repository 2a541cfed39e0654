public import NetworkTypes

/// Hosts with their switches and the underlay between them: a frame walks until it has left at ports of VMs.
public struct SimulatedFabric: Sendable {
    public struct Host: Sendable {
        public let name: String
        /// Where its tunnels end; a host without one has no tunnel port.
        public let vtep: IPAddress?
        public var device: SimulatedSwitch
    }

    /// The OpenFlow port of every host's flow-based VXLAN interface.
    public let tunnelPort: PortNumber
    public private(set) var hosts: [String: Host] = [:]
    private var hostsByVTEP: [IPAddress: String] = [:]

    /// A frame that crosses more hosts than this goes in circles.
    private static let hopLimit = 32
    /// A frame whose copies come to a switch this many times for each host multiplies on its way: a storm, of which the
    /// beginning is enough.
    private static let visitLimitPerHost = 64

    public init(tunnelPort: PortNumber) { self.tunnelPort = tunnelPort }

    /// Adds a host, or gives it another switch.
    public mutating func add(_ name: String, vtep: IPAddress?, _ device: SimulatedSwitch) {
        var device = device
        device.ports[tunnelPort] = vtep == nil ? nil : .tunnel
        if let old = hosts[name]?.vtep { hostsByVTEP[old] = nil }
        hosts[name] = Host(name: name, vtep: vtep, device: device)
        if let vtep { hostsByVTEP[vtep] = name }
    }

    /// No switch knows of any connection.
    public mutating func forgetConnections() {
        for name in hosts.keys { hosts[name]?.device.tracker = ConnectionTracker() }
    }

    /// Sends a frame into a host's switch: from a VM by its port, or from the underlay by the tunnel port.
    public mutating func send(_ arrival: Arrival, at host: String, isTraced: Bool = false) -> Walk {
        var walk = Walk()
        var waiting: [(host: String, arrival: Arrival, hops: Int)] = [(host, arrival, 0)]
        var next = 0
        while next < waiting.count {
            guard next < Self.visitLimitPerHost * hosts.count else {
                walk.losses.append(Walk.Loss(host: waiting[next].host, reason: .storm))
                break
            }
            let (name, arrival, hops) = waiting[next]
            next += 1
            guard let verdict = hosts[name]?.device.receive(arrival, isTraced: isTraced) else { continue }
            walk.add(verdict, of: arrival, at: name)
            for output in verdict.outputs {
                guard output.port == tunnelPort else {
                    walk.deliveries.append(Walk.Delivery(host: name, port: output.port, frame: output.frame))
                    continue
                }
                switch carry(output, from: name) {
                case .success(let (peer, arrival)) where hops < Self.hopLimit: waiting.append((peer, arrival, hops + 1))
                case .success: walk.losses.append(Walk.Loss(host: name, reason: .circle))
                case .failure(let reason): walk.losses.append(Walk.Loss(host: name, reason: reason))
                }
            }
        }
        walk.deliveries.sort()
        return walk
    }

    /// The underlay: from VTEP to VTEP of one family, or nowhere.
    private func carry(
        _ output: Verdict.Output, from name: String
    ) -> Result<(String, Arrival), Walk.Loss.Reason> {
        guard let source = hosts[name]?.vtep, let tunnel = output.tunnel, let destination = tunnel.destination else {
            return .failure(.noTunnel)
        }
        guard source.isV4 == destination.isV4 else { return .failure(.otherFamily(destination)) }
        guard let peer = hostsByVTEP[destination] else { return .failure(.unknownVTEP(destination)) }
        guard tunnel.id < 1 << 24 else { return .failure(.noVNI(tunnel.id)) }
        let key = TunnelKey(id: tunnel.id, source: source, destination: destination)
        return .success((peer, Arrival(output.frame, port: tunnelPort, tunnel: key)))
    }
}
