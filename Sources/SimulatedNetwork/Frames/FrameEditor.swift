import NetworkTypes
import OpenFlow

/// Writes changed fields into a frame and keeps its checksums right.
struct FrameEditor {
    private(set) var bytes: [UInt8]
    private let layout: FrameLayout

    init(_ bytes: [UInt8], _ layout: FrameLayout) {
        self.bytes = bytes
        self.layout = layout
    }

    /// Writes `value`; `fields` say what kind of packet it is.
    mutating func apply(_ header: HeaderField, _ value: UInt128, _ fields: FieldValues) {
        guard let network = layout.network else { return }
        let isV4 = fields[.etherType] == UInt128(EtherType.ipv4)
        switch header.place {
        case .network(let offset): write(network + offset, octets(value, header.byteCount), fields)
        case .transport(let offset):
            if let transport = layout.transport { write(transport + offset, octets(value, header.byteCount), fields) }
        case .hopLimit: write(network + (isV4 ? 8 : 7), octets(value, 1), fields)
        case .sourceLinkLayer: if let offset = layout.sourceLinkLayer { write(offset, octets(value, 6), fields) }
        case .targetLinkLayer: if let offset = layout.targetLinkLayer { write(offset, octets(value, 6), fields) }
        case .optionType: if let offset = layout.firstOption { write(offset, octets(value, 1), fields) }
        case .trafficClass: writeTrafficClass(network, isV4: isV4, fields)
        case .flowLabel:
            let high = bytes[network + 1] & 0xf0 | UInt8(value >> 16 & 0xf)
            write(network + 1, [high] + octets(value, 2), fields)
        }
    }

    private mutating func writeTrafficClass(_ network: Int, isV4: Bool, _ fields: FieldValues) {
        let trafficClass = UInt8(fields[.ipDSCP]) << 2 | UInt8(fields[.ipECN])
        if isV4 {
            write(network + 1, [trafficClass], fields)
        } else {
            let first = bytes[network] & 0xf0 | trafficClass >> 4
            write(network, [first, bytes[network + 1] & 0xf | trafficClass << 4], fields)
        }
    }

    private mutating func write(_ offset: Int, _ new: [UInt8], _ fields: FieldValues) {
        guard offset + new.count <= bytes.count else { return }
        // Checksums add words: take the whole words that are touched, counted from an even place.
        let origin = layout.network ?? 0
        let start = offset - (offset - origin) % 2
        let end = min(offset + new.count + (offset + new.count - origin) % 2, bytes.count)
        let before = Array(bytes[start..<end])
        bytes.replaceSubrange(offset..<offset + new.count, with: new)
        let after = Array(bytes[start..<end])
        for place in checksums(covering: offset, fields) {
            let old = UInt16(bytes[place]) << 8 | UInt16(bytes[place + 1])
            var checksum = Checksum.updated(old, from: before[...], to: after)
            if isUDP(fields), place != ipv4Checksum {
                // Zero means that there is none.
                if old == 0 { continue }
                if checksum == 0 { checksum = 0xffff }
            }
            bytes.replaceSubrange(place..<place + 2, with: octets(UInt128(checksum), 2))
        }
    }

    private var ipv4Checksum: Int { (layout.network ?? 0) + 10 }

    private func isUDP(_ fields: FieldValues) -> Bool { fields[.ipProtocol] == 17 }

    /// The checksums that a byte at `offset` is part of.
    private func checksums(covering offset: Int, _ fields: FieldValues) -> [Int] {
        guard let network = layout.network else { return [] }
        let isV4 = fields[.etherType] == UInt128(EtherType.ipv4)
        guard isV4 || fields[.etherType] == UInt128(EtherType.ipv6) else { return [] }
        let isInNetwork = layout.transport.map { offset < $0 } ?? true
        var found = isV4 && isInNetwork ? [ipv4Checksum] : []
        // The pseudo header of TCP, UDP and ICMPv6 has the addresses (RFC 8200 section 8.1).
        let isAddress = isV4 ? offset >= network + 12 : offset >= network + 8 && offset < network + 40
        guard let transport = layout.transport, !isInNetwork || isAddress else { return found }
        let place: Int? =
            switch fields[.ipProtocol] {
            case 6: transport + 16
            case 17: transport + 6
            case 1 where isV4 && !isInNetwork: transport + 2
            case 58 where !isV4: transport + 2
            default: nil
            }
        if let place, place + 2 <= layout.end { found.append(place) }
        return found
    }
}
