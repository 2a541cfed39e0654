import NetworkTypes
import Wire

extension Action {
    static func multipath(from body: inout ByteReader) throws(WireError) -> Action? {
        guard let fields = HashFields(rawValue: try body.read()) else { return nil }
        let basis: UInt16 = try body.read()
        guard try body.read(as: UInt16.self) == 0, let algorithm = Multipath.Algorithm(rawValue: try body.read())
        else { return nil }
        let lastLink: UInt16 = try body.read()
        let argument: UInt32 = try body.read()
        guard try body.read(as: UInt16.self) == 0 else { return nil }
        let run: UInt16 = try body.read()
        guard let destination = try SubField(packed: run, header: &body), body.isAtEnd else { return nil }
        return .multipath(
            Multipath(
                fields, basis: basis, algorithm: algorithm, lastLink: lastLink, argument: argument, to: destination))
    }

    static func bundle(from body: inout ByteReader, loads: Bool) throws(WireError) -> Action? {
        guard let algorithm = PortBundle.Algorithm(rawValue: try body.read()),
            let fields = HashFields(rawValue: try body.read())
        else { return nil }
        let basis: UInt16 = try body.read()
        let header = try OXMHeader(from: &body)
        guard header.field == .inPort16, header.payload == 2, !header.hasMask else { return nil }
        let count = Int(try body.read(as: UInt16.self))
        let run: UInt16 = try body.read()
        var destination: SubField?
        if loads {
            destination = try SubField(packed: run, header: &body)
            guard destination != nil else { return nil }
        } else {
            guard run == 0, try body.read(as: UInt32.self) == 0 else { return nil }
        }
        guard try body.read(as: UInt32.self) == 0, count <= PortBundle.maximumMembers, count * 2 <= body.remaining,
            body.remaining - count * 2 < 8
        else { return nil }
        var members: [PortNumber] = []
        for _ in 0..<count { members.append(PortNumber(narrow: try body.read())) }
        guard try body.isZero() else { return nil }
        return .bundle(
            PortBundle(fields, basis: basis, algorithm: algorithm, members: members, to: destination))
    }

    static func encap(from body: inout ByteReader) throws(WireError) -> Action? {
        let headerSize: UInt16 = try body.read()
        let packetType: UInt32 = try body.read()
        guard [Encap.ethernet, Encap.nsh, Encap.mpls, Encap.mplsMulticast].contains(packetType) else { return nil }
        var encap = Encap(packetType, headerSize: headerSize)
        while !body.isAtEnd {
            guard let property = try encapProperty(from: &body) else { return nil }
            encap.properties.append(property)
        }
        return .encap(encap)
    }

    private static func encapProperty(from body: inout ByteReader) throws(WireError) -> Encap.Property? {
        guard try body.read(as: UInt16.self) == Encap.nshClass else { return nil }
        let type: UInt8 = try body.read()
        let length = Int(try body.read(as: UInt8.self))
        switch type {
        case 1:
            let metadataType: UInt8 = try body.read()
            guard length == 5, try body.read(as: UInt8.self) == 0, try body.read(as: UInt16.self) == 0 else {
                return nil
            }
            return .nshMetadataType(metadataType)
        case 2:
            let metadataClass: UInt16 = try body.read()
            let metadataType: UInt8 = try body.read()
            let count = Int(try body.read(as: UInt8.self))
            let padding = (8 - count % 8) % 8
            guard length == 8 + count + padding else { return nil }
            let bytes = try body.readBytes(count)
            let rest = try body.slice(padding)
            return try rest.isZero() ? .nshMetadata(class: metadataClass, type: metadataType, bytes) : nil
        default: return nil
        }
    }
}
