import NetworkTypes

extension PacketOut {
    /// What Open vSwitch 3.1 has against the packet-out as it reads it; nil: it takes it. OpenFlow 1.5.1 section 7.3.6.
    public func refusal(version: OpenFlowVersion = .v1_5) -> FlowRefusal? {
        // Only in 1.5 is the port a field of a match.
        (version == .v1_5 ? match.refusal(version: version) : portRefusal) ?? ActionCheck(version: version).refusal(
            actions)
            ?? NestingCheck(outer: .none).refusal(actions) ?? reservedPortRefusal
    }

    private var port: UInt32? { match[.inPort].map { UInt32(truncatingIfNeeded: $0.value) } }

    private var portRefusal: FlowRefusal? {
        guard let port, (0xff00...0xffff_feff).contains(port) else { return nil }
        return FlowRefusal(
            .badOutputPort, "in_port", expected: "a port below 0xff00 or a reserved one", found: "\(port)")
    }

    /// Of the reserved numbers these say where a packet comes from: CONTROLLER, LOCAL and ANY.
    private var reservedPortRefusal: FlowRefusal? {
        if let port, !(0xffff_ff00..<PortNumber.controller.rawValue).contains(port) { return nil }
        return FlowRefusal(
            .badInPort, "in_port", expected: "a port, CONTROLLER, LOCAL or ANY", found: port.map { "\($0)" } ?? "none")
    }
}
