import NetworkTypes
import OpenFlow

extension Translation {
    mutating func output(_ port: PortNumber, maxLength: UInt16) {
        let inPort = PortNumber(UInt32(packet.fields[.inPort]))
        switch port {
        case .inPort: send(to: inPort)
        case .controller: sendToController(maxLength, [])
        case .any: break
        // Never back by the port that it came in by, unless the flow says IN_PORT.
        case inPort: note(.suppressed(port, reason: "the packet came in by it"))
        case let port where port.rawValue >= 0xffff_fff7 && port != .local:
            fail(.unsupported("output to reserved port \(port)"))
        default: send(to: port)
        }
    }

    private mutating func send(to port: PortNumber) {
        switch device.ports[port] {
        case nil: note(.suppressed(port, reason: "there is no such port"))
        case .plain:
            note(.output(port, nil))
            verdict.outputs.append(Verdict.Output(port: port, frame: packet.bytes, tunnel: nil))
        case .tunnel: sendByTunnel(port)
        }
    }

    private mutating func sendByTunnel(_ port: PortNumber) {
        var tunnel = packet.fields.tunnel
        guard let destination = tunnel.destination else {
            return note(.suppressed(port, reason: "no tunnel destination"))
        }
        guard destination != arrivalDestination else {
            return note(.suppressed(port, reason: "not tunnelling to our own address"))
        }
        // The port's own address is the source: `local_ip` is not `flow`.
        tunnel.source = nil
        note(.output(port, tunnel))
        verdict.outputs.append(Verdict.Output(port: port, frame: packet.bytes, tunnel: tunnel))
    }

    mutating func sendToController(_ maxLength: UInt16, _ userdata: [UInt8], reason: Verdict.PacketIn.Reason = .action)
    {
        note(.controller)
        let bytes = packet.bytes
        verdict.packetIns.append(
            Verdict.PacketIn(
                reason: reason, frame: maxLength == 0xffff ? bytes : Array(bytes.prefix(Int(maxLength))),
                userdata: userdata, table: table, cookie: cookie))
    }
}
