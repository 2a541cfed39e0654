import OpenFlow

extension ConnectionTracker {
    /// What first fragments showed, for the later ones of their datagrams, which have no ports.
    ///
    /// A real tracker holds fragments until a datagram is whole, and lets all of them go with what the whole one shows. Here the
    /// first goes at once, and stands for the datagram as if it were all of it, with a right checksum; later ones that come
    /// before it are lost.
    struct FragmentMemory: Hashable, Sendable {
        struct Datagram: Hashable, Sendable {
            let zone: UInt16
            let source: UInt128
            let destination: UInt128
            let isV6: Bool
            let id: UInt32
        }

        private var shown: [Datagram: Sighting] = [:]
        /// Datagrams whose first fragment is passing now: it may come to a zone again, and later ones show what it did first.
        private var passing: Set<Datagram> = []

        mutating func nextPacket() { passing = [] }

        /// What the first fragment of a datagram showed.
        subscript(datagram: Datagram) -> Sighting? { shown[datagram] }

        mutating func note(_ sighting: Sighting, of datagram: Datagram) {
            if passing.insert(datagram).inserted { shown[datagram] = sighting }
        }
    }
}

extension ConnectionTracker.FragmentMemory.Datagram {
    /// Nil for a packet that is no fragment.
    init?(_ packet: Packet, zone: UInt16) {
        let fields = packet.fields
        guard fields[.ipFragment] != 0, let network = packet.layout.network else { return nil }
        self.zone = zone
        isV6 = fields[.etherType] == 0x86dd
        source = fields[isV6 ? .ipv6Source : .ipv4Source]
        destination = fields[isV6 ? .ipv6Destination : .ipv4Destination]
        id = isV6 ? Self.id(inHeadersOf: packet.frame[network...]) : UInt32(packet.frame[network...].word(4))
    }

    /// Of the fragment header of IPv6 (RFC 8200 section 4.5), which the packet is known to have.
    private static func id(inHeadersOf packet: ArraySlice<UInt8>) -> UInt32 {
        var (next, offset) = (packet[packet.startIndex + 6], 40)
        while packet.count >= offset + 8 {
            let length = Int(packet[packet.startIndex + offset + 1])
            switch next {
            case 44: return UInt32(packet.number(offset + 4, 4))
            case 51: (next, offset) = (packet[packet.startIndex + offset], offset + (length + 2) * 4)
            default: (next, offset) = (packet[packet.startIndex + offset], offset + (length + 1) * 8)
            }
        }
        return 0
    }
}
