import NetworkTypes
import OpenFlow

/// Connection tracking as Open vSwitch's userspace datapath has it (`lib/conntrack.c` of 3.1): zones, commits, and what a packet
/// shows of its connection. A test holds it against a real ovs-vswitchd.
///
/// The kernel's differs: there an unanswered connection stays new, and a reset or an acknowledgement of none is judged otherwise.
/// Time-outs, helpers and address translation are not modelled; of fragments see `FragmentMemory`.
public struct ConnectionTracker: Hashable, Sendable {
    struct Key: Hashable, Sendable {
        let zone: UInt16
        /// In the original direction.
        let tuple: Tuple
    }

    private var connections: [Key: Connection] = [:]
    private var fragments = FragmentMemory()

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
    struct Sighting: Hashable, Sendable {
        var state: UInt32
        var mark: UInt32 = 0
        var label: UInt128 = 0
        var original: Tuple?
        /// The committed connection that it belongs to.
        var connection: Key?
    }

    private enum State {
        static let new: UInt32 = 1
        static let established: UInt32 = 2
        static let related: UInt32 = 4
        static let reply: UInt32 = 8
        static let invalid: UInt32 = 0x10
        static let tracked: UInt32 = 0x20
    }
}

extension ConnectionTracker {
    /// Another packet comes to the switch.
    mutating func nextPacket() { fragments.nextPacket() }

    /// Looks a packet up, and takes it as one more of its connection.
    ///
    /// - Parameters:
    ///   - commits: a new connection is kept.
    ///   - forces: a connection of the other direction is forgotten, and this packet begins one.
    /// - Returns: nil when the packet goes no further: a later fragment whose first has not come.
    mutating func see(_ packet: Packet, in zone: UInt16, commits: Bool = false, forces: Bool = false) -> Sighting? {
        if let given { return Sighting(state: given.state, mark: given.mark, label: given.label) }
        let datagram = FragmentMemory.Datagram(packet, zone: zone)
        if let datagram, packet.fields[.ipFragment] & 2 != 0 {
            return fragments[datagram].map { later($0, in: zone, commits: commits) }
        }
        // Who has met its connection already is not counted twice.
        if let known = packet.sighting, let key = known.connection, key.zone == zone, !forces, connections[key] != nil {
            return renewed(known)
        }
        let sighting = look(packet, zone, isFragment: datagram != nil, commits: commits, forces: forces)
        if let datagram { fragments.note(sighting, of: datagram) }
        return sighting
    }

    /// What a later fragment shows: the same as the first, without ports.
    private func later(_ first: Sighting, in zone: UInt16, commits: Bool) -> Sighting {
        var sighting = first
        if commits, let original = first.original {
            let key = Key(zone: zone, tuple: original)
            if connections[key] != nil { sighting.connection = key }
        }
        sighting.original?.source.port = 0
        sighting.original?.destination.port = 0
        return sighting
    }

    /// With the mark and label that its connection has by now.
    private func renewed(_ sighting: Sighting) -> Sighting {
        guard let connection = sighting.connection.flatMap({ connections[$0] }) else { return sighting }
        var sighting = sighting
        (sighting.mark, sighting.label) = (connection.mark, connection.label)
        return sighting
    }

    /// The connection of a packet, and whether it is an answer.
    private func find(_ tuple: Tuple, in zone: UInt16) -> (key: Key, isReply: Bool)? {
        let key = Key(zone: zone, tuple: tuple)
        if connections[key] != nil { return (key, false) }
        let turned = Key(zone: zone, tuple: tuple.reversed)
        return connections[turned] == nil ? nil : (turned, true)
    }

    private mutating func look(
        _ packet: Packet, _ zone: UInt16, isFragment: Bool, commits: Bool, forces: Bool
    ) -> Sighting {
        guard let tracked = TrackedPacket(packet, isFragment: isFragment) else {
            return Sighting(state: State.tracked | State.invalid)
        }
        guard let (key, isReply) = find(tracked.tuple, in: zone), !(forces && isReply) else {
            if forces { connections[Key(zone: zone, tuple: tracked.tuple.reversed)] = nil }
            return open(tracked, zone, commits: commits)
        }
        // What it was in this zone before stays with it.
        var state = packet.sighting?.connection?.zone == zone ? packet.sighting?.state ?? 0 : 0
        if isReply { state |= State.reply }
        if tracked.isRelated {
            state |= State.related
        } else {
            switch connections[key]?.take(tracked, isReply: isReply) {
            case .valid: state = state & ~State.new | State.established
            case .new: state = state & ~State.reply | State.new
            case .another:
                connections[key] = nil
                return open(tracked, zone, commits: commits)
            case .invalid, nil: state = State.invalid
            }
        }
        let connection = connections[key]
        return Sighting(
            state: state | State.tracked, mark: connection?.mark ?? 0, label: connection?.label ?? 0,
            original: key.tuple, connection: key)
    }

    private mutating func open(_ packet: TrackedPacket, _ zone: UInt16, commits: Bool) -> Sighting {
        guard !packet.isRelated, packet.mayOpen else {
            return Sighting(state: State.tracked | State.invalid, original: packet.tuple)
        }
        let key = Key(zone: zone, tuple: packet.tuple)
        if commits { connections[key] = Connection(openedBy: packet) }
        return Sighting(
            state: State.tracked | State.new, original: packet.tuple, connection: commits ? key : nil)
    }

    /// Sets the mark and label of a connection that is kept.
    mutating func set(_ mark: UInt32, _ label: UInt128, of key: Key) {
        connections[key]?.mark = mark
        connections[key]?.label = label
    }
}
