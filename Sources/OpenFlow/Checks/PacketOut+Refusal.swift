import NetworkTypes
import Wire

extension PacketOut {
    /// What Open vSwitch 3.1 has against this packet-out in a message of `version`, before it looks for the groups and meters
    /// that the actions name; nil: it takes it.
    ///
    /// The order of the questions is its own: the fields that the packet starts with, each action, the port that it came in
    /// by, the buffer, and whether the packet has what the actions work on.
    public func refusal(version: OpenFlowVersion = .v1_5) -> Refusal? {
        var start = match
        if version == .v1_5 {
            var writer = ByteWriter()
            writer.writeFields(of: match, version: version)
            let checked = MatchCheck.checked(packetOut: writer.take())
            if let refusal = checked.refusal { return refusal }
            start = checked.accepted
        }
        let port = start.ingress
        return wayInRefusal(port, version) ?? ActionCheck(version: version).refusal(standalone: actions)
            ?? portRefusal(port) ?? bufferRefusal ?? consistencyRefusal(start, version)
    }

    /// Before 1.5 a packet without a port comes from the controller, and the port is read as those of actions are.
    private func wayInRefusal(_ port: UInt32?, _ version: OpenFlowVersion) -> Refusal? {
        guard let port else {
            return version == .v1_5 ? Refusal(.badPort, "in_port", expected: "a port", found: "none") : nil
        }
        return (0xff00...0xffff_feff).contains(port)
            ? Refusal(
                .badOutputPort, "in_port", expected: "a port below 0xff00 or a reserved one", found: "\(port)") : nil
    }

    private func portRefusal(_ port: UInt32?) -> Refusal? {
        guard let port, port >= 0xff00 else { return nil }
        let isPlace = [PortNumber.controller, .local, .any].contains(PortNumber(port))
        return isPlace
            ? nil
            : Refusal(
                .badPort, "in_port", expected: "a port, CONTROLLER, LOCAL or ANY",
                found: TextValue.hexadecimal(port))
    }

    private var bufferRefusal: Refusal? {
        buffer == 0xffff_ffff
            ? nil
            : Refusal(.unknownBuffer, "buffer", expected: "none, for Open vSwitch keeps no packets", found: "\(buffer)")
    }

    private func consistencyRefusal(_ start: Match, _ version: OpenFlowVersion) -> Refusal? {
        let type = version == .v1_5 ? UInt32(truncatingIfNeeded: start[.packetType]?.value ?? 0) : 0
        var check = ConsistencyCheck(PacketFacts(packet: packet, packetType: type))
        return check.refusal(actions)
    }
}

extension Match {
    /// The port, by whichever of its two numbers.
    fileprivate var ingress: UInt32? {
        if let port = self[.inPort] { return UInt32(truncatingIfNeeded: port.value) }
        guard let port = self[.inPort16] else { return nil }
        let number = UInt32(truncatingIfNeeded: port.value)
        return number < 0xff00 ? number : number | 0xffff_0000
    }
}
