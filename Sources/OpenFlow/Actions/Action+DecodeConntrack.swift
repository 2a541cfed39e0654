import NetworkTypes
import Wire

extension Action {
    static func conntrack(
        from body: inout ByteReader, version: OpenFlowVersion, depth: Int
    ) throws(WireError) -> Action? {
        let flags: UInt16 = try body.read()
        let source = try body.peek(as: UInt32.self)
        let zone: Conntrack.Zone
        if source == 0 {
            try body.skip(4)
            zone = .number(try body.read())
        } else {
            var header = body
            guard let field = try OXMHeader(from: &header).field, field != .inPort else { return nil }
            let run: UInt16 = try header.read()
            guard run & 0x3f == 15,
                let part = try SubField(header: &body, offset: Int(run >> 6), bits: 16)
            else { return nil }
            try body.skip(2)
            zone = .field(part)
        }
        let table: UInt8 = try body.read()
        try body.skip(3)
        let helper: UInt16 = try body.read()
        guard flags & ~3 == 0, flags != 2 else { return nil }
        let actions = try list(from: &body, version: version, depth: depth + 1)
        return .conntrack(
            Conntrack(
                commit: flags & 1 != 0, force: flags & 2 != 0, zone: zone, table: table == 0xff ? nil : table,
                helper: helper, actions: actions))
    }

    static func nat(from body: inout ByteReader) throws(WireError) -> Action? {
        try body.skip(2)
        let flags: UInt16 = try body.read()
        let present: UInt16 = try body.read()
        // A greatest value without a least one, and both families, have no meaning.
        guard present & ~0x3f == 0, present & 3 != 2, present & 0xc != 8, present & 0x30 != 0x20,
            present & 3 == 0 || present & 0xc == 0
        else { return nil }
        let ipv4 = present & 1 == 0 ? nil : try bounds(isRange: present & 2 != 0, byteCount: 4, from: &body)
        let ipv6 = present & 4 == 0 ? nil : try bounds(isRange: present & 8 != 0, byteCount: 16, from: &body)
        let ports = present & 16 == 0 ? nil : try bounds(isRange: present & 32 != 0, byteCount: 2, from: &body)
        guard try body.isZero() else { return nil }
        for bounds in [ipv4, ipv6, ports] {
            guard let bounds else { continue }
            if bounds.least > bounds.greatest { return nil }
        }
        return .nat(
            NAT(
                .init(rawValue: flags),
                ipv4: ipv4.map { address($0.least)...address($0.greatest) },
                ipv6: ipv6.map { IPv6Address(rawValue: $0.least)...IPv6Address(rawValue: $0.greatest) },
                ports: ports.map { UInt16($0.least)...UInt16($0.greatest) }))
    }

    private static func address(_ value: UInt128) -> IPv4Address { IPv4Address(rawValue: UInt32(value)) }

    /// The least value and, when there is one, the greatest.
    private static func bounds(
        isRange: Bool, byteCount: Int, from body: inout ByteReader
    ) throws(WireError) -> (least: UInt128, greatest: UInt128) {
        let least = try body.readInteger(byteCount: byteCount)
        return (least, isRange ? try body.readInteger(byteCount: byteCount) : least)
    }
}
