import Wire

@testable import OpenFlow

/// Matches as bytes, right and wrong in one way each.
enum RefusalSamples {
    struct Sample: Sendable {
        let name: String
        let fields: [UInt8]
    }

    /// The bytes of one field; `mask` as it stands, whether the field may have it or not.
    private static func oxm(_ field: Field, _ value: UInt128, mask: UInt128? = nil, count: Int? = nil) -> [UInt8] {
        var writer = ByteWriter()
        writer.writeOXM(field.layout.code, byteCount: count ?? field.byteCount, value: value, mask: mask)
        return writer.take()
    }

    private static func bytes(_ match: Match) -> [UInt8] {
        var writer = ByteWriter()
        writer.writeFields(of: match, version: .v1_5)
        return writer.take()
    }

    static let all: [Sample] = FieldRegistryTests.names.flatMap { field, symbol in
        field.metadataNumber == nil ? samples(field, symbol) : metadata(field, symbol)
    }

    private static func samples(_ field: Field, _ symbol: String) -> [Sample] {
        let base = bytes(FieldCases.base(field))
        let value = FieldCases.value(field)
        let ones: UInt128 = ~0 >> UInt128(128 - 8 * field.byteCount)
        let good = oxm(field, value)
        var result: [Sample] = [
            Sample(name: "\(symbol)", fields: base + good),
            Sample(name: "\(symbol) without what it needs", fields: good),
            Sample(name: "\(symbol) twice", fields: base + good + good),
            Sample(name: "\(symbol) with a mask of ones", fields: base + oxm(field, value, mask: ones)),
            Sample(name: "\(symbol) with a mask of its bits", fields: base + oxm(field, value, mask: field.fullMask)),
            Sample(name: "\(symbol) with an empty mask", fields: base + oxm(field, 0, mask: 0)),
            Sample(name: "\(symbol) with half a mask", fields: base + oxm(field, value & 0x55, mask: 0x55 & ones)),
            Sample(name: "\(symbol) outside of its mask", fields: base + oxm(field, value | 1, mask: ones & ~1)),
            Sample(name: "\(symbol) too wide", fields: base + oxm(field, ones)),
            Sample(name: "\(symbol) cut off", fields: Array((base + good).dropLast())),
        ]
        if field.byteCount > 1 {
            result.append(
                Sample(
                    name: "\(symbol) too short", fields: base + oxm(field, value & 0xff, count: field.byteCount - 1)))
        }
        for (other, otherSymbol) in partners where other != field {
            result.append(
                Sample(
                    name: "\(symbol) behind \(otherSymbol)", fields: oxm(other, FieldCases.value(other)) + base + good
                ))
            result.append(
                Sample(
                    name: "\(symbol) before \(otherSymbol)", fields: base + good + oxm(other, FieldCases.value(other))
                ))
        }
        return result
    }

    /// Fields that others depend on, or share their place in Open vSwitch with.
    private static let partners: [(Field, String)] = [
        (.packetType, "packet_type"), (.etherType, "eth_type"), (.vlanVID, "vlan_vid"), (.vlanTCI, "vlan_tci"),
        (.inPort, "in_port"), (.inPort16, "in_port16"), (.register(1), "reg1"), (.xregister(0), "xreg0"),
        (.ipTOS, "nw_tos"),
    ]

    private static func metadata(_ field: Field, _ symbol: String) -> [Sample] {
        guard let number = field.metadataNumber else { return [] }
        let good: [UInt8] = [0, 1, UInt8((40 + number) << 1), 4, 1, 2, 3, 4]
        return [
            Sample(name: symbol, fields: good), Sample(name: "\(symbol) twice", fields: good + good),
            Sample(
                name: "\(symbol) outside of its mask",
                fields: [0, 1, UInt8((40 + number) << 1 | 1), 4, 1, 2, 0xff, 1]),
            Sample(name: "\(symbol) cut off", fields: good.dropLast()),
        ]
    }
}
