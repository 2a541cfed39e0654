import NetworkTypes
import OpenFlow
import SimulatedNetwork
import TestSupport

/// A switch with ports 1 to 4, made of flows and groups.
func makeSwitch(_ flows: [Flow], groups: [Group] = [], meters: [Meter] = []) throws -> SimulatedSwitch {
    var device = SimulatedSwitch()
    for number in UInt32(1)...4 { device.ports[PortNumber(number)] = .plain }
    var batch = ModificationBatch()
    batch.append(MeterBlock(meters), .add)
    batch.append(GroupBlock(groups), .add)
    batch.append(FlowBlock(flows))
    let result = device.apply(batch)
    guard result == .committed else { throw Refusal(result: result) }
    return device
}

struct Refusal: Error {
    let result: OpenFlowConnection.ProgramResult
}

/// A flow for everything.
func flow(
    _ table: UInt8 = 0, priority: UInt16 = 1, _ fields: [MatchField] = [], _ actions: [Action], goto next: UInt8? = nil
) -> Flow {
    Flow(table: table, priority: priority, cookie: 7, match: Match(fields), actions: actions, goto: next)
}

func port(_ number: UInt32) -> PortNumber { PortNumber(number) }

extension SimulatedSwitch {
    /// Ports by which a frame left.
    mutating func ports(for frame: [UInt8], from number: UInt32 = 1) -> [UInt32] {
        receive(Arrival(frame, port: port(number))).outputs.map(\.port.rawValue)
    }
}

enum Frames {
    static let left = MACAddress(rawValue: 0x5254_0000_0001)
    static let right = MACAddress(rawValue: 0x5254_0000_0002)
    static let leftV4 = IPv4Address(rawValue: 0x0a00_0001)
    static let rightV4 = IPv4Address(rawValue: 0x0a00_0002)
    static let leftV6 = IPv6Address(rawValue: 0x2001_0db8 << 96 + 1)
    static let rightV6 = IPv6Address(rawValue: 0x2001_0db8 << 96 + 2)

    static func v4(
        _ transport: UInt8, _ payload: [UInt8], isReply: Bool = false, timeToLive: UInt8 = 64, fragment: UInt16 = 0
    ) -> [UInt8] {
        FrameBuilder.ethernet(
            to: isReply ? left : right, from: isReply ? right : left, type: EtherType.ipv4,
            FrameBuilder.ipv4(
                to: isReply ? leftV4 : rightV4, from: isReply ? rightV4 : leftV4, transport: transport,
                fragment: fragment, timeToLive: timeToLive, payload))
    }

    static func udp(_ source: UInt16 = 1024, _ destination: UInt16 = 53, isReply: Bool = false) -> [UInt8] {
        let (from, to) = isReply ? (rightV4, leftV4) : (leftV4, rightV4)
        return v4(
            17, FrameBuilder.udp((source, destination), from: .v4(from), to: .v4(to), [1, 2, 3]), isReply: isReply)
    }

    static func tcp(_ flags: UInt8, isReply: Bool = false) -> [UInt8] {
        let (from, to) = isReply ? (rightV4, leftV4) : (leftV4, rightV4)
        let ports: (UInt16, UInt16) = isReply ? (80, 1024) : (1024, 80)
        return v4(6, FrameBuilder.tcp(ports, from: .v4(from), to: .v4(to), flags: flags, []), isReply: isReply)
    }

    static func v6(_ next: UInt8, _ payload: [UInt8]) -> [UInt8] {
        FrameBuilder.ethernet(
            to: right, from: left, type: EtherType.ipv6,
            FrameBuilder.ipv6(to: rightV6, from: leftV6, next: next, payload))
    }

    static let udp6 = v6(17, FrameBuilder.udp((9, 9), from: .v6(leftV6), to: .v6(rightV6), [1, 2, 3, 4, 5]))
    static let tcp6 = v6(6, FrameBuilder.tcp((9, 9), from: .v6(leftV6), to: .v6(rightV6), [1, 2, 3]))
    static let solicitation = v6(
        58,
        FrameBuilder.icmpv6(
            FrameBuilder.discovery(135, target: rightV6, options: [(1, left)]), from: leftV6, to: rightV6))
    static let arp = FrameBuilder.ethernet(
        to: .broadcast, from: left, type: EtherType.arp,
        FrameBuilder.ARP(sender: (left, leftV4), target: (MACAddress(rawValue: 0), rightV4)).bytes)

    static let all = [
        udp(), tcp(2), v4(1, FrameBuilder.icmp([8, 0, 0, 0, 0, 1, 0, 1, 9])), udp6, tcp6, solicitation, arp,
    ]
}
