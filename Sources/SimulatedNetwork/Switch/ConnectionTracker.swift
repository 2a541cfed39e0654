import NetworkTypes
import OpenFlow

/// A simple model of connection tracking: zones, commits, and what `ct_state` shows of a connection.
///
/// A connection is new until an answer was seen (TCP) or until it was committed (all else). Sequence numbers, time-outs,
/// related connections, reassembly and address translation are not modelled: fragments count as packets without
/// ports, and ICMP errors as invalid.
public struct ConnectionTracker: Hashable, Sendable {
    /// The two ends of a packet.
    struct Tuple: Hashable, Sendable {
        var source: UInt128
        var destination: UInt128
        var isV6: Bool
        var transport: UInt8
        var sourcePort: UInt16
        var destinationPort: UInt16

        var reversed: Tuple {
            Tuple(
                source: destination, destination: source, isV6: isV6, transport: transport,
                sourcePort: destinationPort, destinationPort: sourcePort)
        }
    }

    struct Connection: Hashable, Sendable {
        let original: Tuple
        var isAnswered = false
        var mark: UInt32 = 0
        var label: UInt128 = 0
    }

    private struct Key: Hashable, Sendable {
        let zone: UInt16
        let tuple: Tuple
    }

    /// By their original direction.
    private var connections: [Key: Connection] = [:]

    /// Overrides what is tracked: every packet shows this.
    public var given: Given?

    public struct Given: Hashable, Sendable {
        /// OVS_CS_F_*: 1 new, 2 est, 4 rel, 8 rpl, 0x10 inv, 0x20 trk.
        public var state: UInt32
        public var mark: UInt32
        public var label: UInt128

        public init(state: UInt32, mark: UInt32 = 0, label: UInt128 = 0) {
            self.state = state
            self.mark = mark
            self.label = label
        }
    }

    public init() {}

    /// How many connections a zone has.
    public func count(in zone: UInt16) -> Int { connections.keys.count { $0.zone == zone } }

    /// Forgets a zone's connections.
    public mutating func flush(_ zone: UInt16) { connections = connections.filter { $0.key.zone != zone } }

    /// What a packet shows in a zone.
    struct Sighting {
        var state: UInt32
        var mark: UInt32 = 0
        var label: UInt128 = 0
        var original: Tuple?
    }

    private enum State {
        static let new: UInt32 = 1
        static let established: UInt32 = 2
        static let reply: UInt32 = 8
        static let invalid: UInt32 = 0x10
        static let tracked: UInt32 = 0x20
    }

    /// Looks a packet up, and notes it if it is an answer.
    mutating func see(_ packet: Packet, in zone: UInt16) -> Sighting {
        if let given { return Sighting(state: given.state, mark: given.mark, label: given.label) }
        guard let tuple = Tuple(packet.fields) else { return Sighting(state: State.tracked | State.invalid) }
        if let known = connections[Key(zone: zone, tuple: tuple)] {
            let isEstablished = known.isAnswered || tuple.transport != 6
            return Sighting(
                state: State.tracked | (isEstablished ? State.established : State.new), mark: known.mark,
                label: known.label, original: tuple)
        }
        let key = Key(zone: zone, tuple: tuple.reversed)
        if let known = connections[key] {
            connections[key]?.isAnswered = true
            return Sighting(
                state: State.tracked | State.established | State.reply, mark: known.mark, label: known.label,
                original: tuple.reversed)
        }
        guard packet.fields.mayOpen else { return Sighting(state: State.tracked | State.invalid) }
        return Sighting(state: State.tracked | State.new, original: tuple)
    }

    /// Keeps a connection, or changes the mark and label of one that is kept.
    mutating func commit(_ sighting: Sighting, in zone: UInt16) {
        guard given == nil, let tuple = sighting.original else { return }
        let key = Key(zone: zone, tuple: tuple)
        connections[key, default: Connection(original: tuple)].mark = sighting.mark
        connections[key]?.label = sighting.label
    }
}

extension ConnectionTracker.Tuple {
    fileprivate init?(_ fields: FieldValues) {
        isV6 = fields[.etherType] == UInt128(0x86dd)
        guard isV6 || fields[.etherType] == UInt128(0x0800) else { return nil }
        source = fields[isV6 ? .ipv6Source : .ipv4Source]
        destination = fields[isV6 ? .ipv6Destination : .ipv4Destination]
        transport = UInt8(fields[.ipProtocol])
        (sourcePort, destinationPort) = (0, 0)
        switch transport {
        case 6: (sourcePort, destinationPort) = (UInt16(fields[.tcpSource]), UInt16(fields[.tcpDestination]))
        case 17: (sourcePort, destinationPort) = (UInt16(fields[.udpSource]), UInt16(fields[.udpDestination]))
        default: break
        }
    }
}

extension FieldValues {
    /// Whether a packet of no known connection may begin one: a TCP segment that is no answer, an ICMP request.
    fileprivate var mayOpen: Bool {
        switch self[.ipProtocol] {
        case 6:
            let (syn, rst, ack): (UInt128, UInt128, UInt128) = (2, 4, 16)
            return self[.tcpFlags] & (syn | ack) != syn | ack && self[.tcpFlags] & rst == 0
        case 1: return [8, 13, 17].contains(self[.icmpv4Type])
        case 58: return self[.icmpv6Type] == 128
        default: return true
        }
    }
}
