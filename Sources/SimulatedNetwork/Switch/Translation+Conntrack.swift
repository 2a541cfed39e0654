import OpenFlow

extension Translation {
    /// The packet goes on untracked; with a table, a copy that knows its connection goes there.
    mutating func track(_ conntrack: Conntrack) {
        let type = packet.fields[.etherType]
        guard type == 0x0800 || type == 0x86dd else { return }
        let zone: UInt16 =
            switch conntrack.zone {
            case .number(let number): number
            case .field(let part): UInt16(packet.fields[part])
            }
        let sighting = tracker.see(packet, in: zone, commits: conntrack.commit, forces: conntrack.force)
        packet.fields.clearConnection()
        guard let sighting else { return note(.dropped(reason: "a later fragment whose first has not come")) }
        var copy = packet
        copy.fields.show(sighting, zone)
        // What has no connection has no mark and no label either.
        var fields = copy.fields
        set(conntrack.actions, on: &fields)
        if sighting.connection != nil || tracker.given != nil { copy.fields = fields }
        if let key = sighting.connection, conntrack.commit {
            tracker.set(UInt32(copy.fields[.ctMark]), copy.fields[.ctLabel], of: key)
        }
        packet.sighting = sighting
        copy.sighting = sighting
        if let next = conntrack.table { recirculate(copy, to: next) }
    }

    private mutating func set(_ actions: [Action], on fields: inout FieldValues) {
        for action in actions {
            switch action {
            case .setField(let field):
                let old = fields[field.field] & ~(field.mask ?? field.field.fullMask)
                fields[field.field] = old | field.value
            case .move(let source, let destination): fields[destination] = fields[source]
            default: return fail(.unsupported("\(action) inside ct"))
            }
        }
    }

    /// A packet that comes back from connection tracking is translated anew, with its registers.
    private mutating func recirculate(_ copy: Packet, to next: UInt8) {
        let outer = (depth, lookups, isDropped)
        (depth, lookups) = (0, 0)
        apart {
            $0.packet = copy
            $0.enter(next)
            $0.executeActionSet()
        }
        (depth, lookups, isDropped) = outer
    }
}

extension FieldValues {
    fileprivate mutating func show(_ sighting: ConnectionTracker.Sighting, _ zone: UInt16) {
        clearConnection()
        self[.ctState] = UInt128(sighting.state)
        self[.ctZone] = UInt128(zone)
        self[.ctMark] = UInt128(sighting.mark)
        self[.ctLabel] = sighting.label
        guard let tuple = sighting.original else { return }
        self[tuple.isV6 ? .ctIPv6Source : .ctIPv4Source] = tuple.source.address
        self[tuple.isV6 ? .ctIPv6Destination : .ctIPv4Destination] = tuple.destination.address
        self[.ctProtocol] = UInt128(tuple.transport)
        self[.ctTransportSource] = UInt128(tuple.shownPorts.source)
        self[.ctTransportDestination] = UInt128(tuple.shownPorts.destination)
    }
}
