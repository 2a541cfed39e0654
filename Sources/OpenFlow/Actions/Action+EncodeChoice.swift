import NetworkTypes
import Wire

extension ByteWriter {
    mutating func write(_ multipath: Multipath) {
        let destination = multipath.destination
        let start = beginNicira(NiciraAction.multipath)
        write(multipath.fields.rawValue)
        write(multipath.basis)
        writeZeros(2)
        write(multipath.algorithm.rawValue)
        write(multipath.lastLink)
        write(multipath.argument)
        writeZeros(2)
        write(destination.packed)
        writeOXMHeader(destination.field.layout.nicira, byteCount: destination.field.byteCount)
        endNicira(start)
    }

    mutating func write(_ bundle: PortBundle) {
        let start = beginNicira(bundle.destination == nil ? NiciraAction.bundle : NiciraAction.bundleLoad)
        write(bundle.algorithm.rawValue)
        write(bundle.fields.rawValue)
        write(bundle.basis)
        writeOXMHeader(Field.inPort16.layout.nicira, byteCount: 2)
        // A count that is cut here makes the message too long, and that is looked at.
        write(UInt16(clamping: bundle.members.count))
        if let destination = bundle.destination {
            write(destination.packed)
            writeOXMHeader(destination.field.layout.nicira, byteCount: destination.field.byteCount)
        } else {
            writeZeros(6)
        }
        writeZeros(4)
        for member in bundle.members { write(member.narrow) }
        endNicira(start)
    }

    /// The second form has a limit and a place for the result.
    mutating func write(_ learn: Learn) {
        let isLong = learn.limit != 0 || learn.result != nil
        let start = beginNicira(isLong ? NiciraAction.learn2 : NiciraAction.learn)
        write(learn.idleTimeout)
        write(learn.hardTimeout)
        write(learn.priority)
        write(learn.cookie)
        write(learn.flags.rawValue | (learn.result == nil ? 0 : Learn.writesResult))
        write(learn.table)
        writeZeros(1)
        write(learn.finIdleTimeout)
        write(learn.finHardTimeout)
        if isLong {
            write(learn.limit)
            write(UInt16(learn.result?.offset ?? 0))
            writeZeros(2)
            if let field = learn.result?.field {
                writeOXMHeader(field.layout.nicira, byteCount: field.byteCount)
            }
        }
        for specification in learn.specifications { write(specification) }
        endNicira(start)
    }

    private mutating func write(_ specification: Learn.Specification) {
        switch specification {
        case .match(let field, let source): write(field, from: source, kind: 0)
        case .load(let field, let source): write(field, from: source, kind: Learn.loads)
        case .matchValue(let field, let value): write(field, value, kind: 0)
        case .loadValue(let field, let value): write(field, value, kind: Learn.loads)
        case .output(let source):
            write(UInt16(source.bits) | Learn.outputs)
            writePart(source)
        }
    }

    private mutating func write(_ field: SubField, from source: SubField, kind: UInt16) {
        write(UInt16(min(field.bits, source.bits)) | kind)
        writePart(source)
        writePart(field)
    }

    private mutating func write(_ field: SubField, _ value: UInt128, kind: UInt16) {
        write(UInt16(field.bits) | kind | Learn.isValue)
        let byteCount = (field.bits + 15) / 16 * 2
        writeZeros(max(0, byteCount - 16))
        write(value & field.ones, byteCount: min(16, byteCount))
        writePart(field)
    }

    private mutating func writePart(_ part: SubField) {
        writeOXMHeader(part.field.layout.nicira, byteCount: part.field.byteCount)
        write(UInt16(part.offset))
    }

    mutating func write(_ encap: Encap) {
        let start = beginNicira(NiciraAction.encap)
        write(encap.headerSize)
        write(encap.packetType)
        for property in encap.properties {
            // OFPPPC_NSH: metadata type, metadata. The length counts the padding of data, but not that of the type.
            write(Encap.nshClass)
            switch property {
            case .nshMetadataType(let type):
                write(UInt8(1))
                write(UInt8(5))
                write(type)
                writeZeros(3)
            case .nshMetadata(let metadataClass, let type, let bytes):
                if bytes.count > Encap.maximumMetadataBytes {
                    noteOverflow(of: "NSH metadata", found: bytes.count, limit: Encap.maximumMetadataBytes)
                }
                write(UInt8(2))
                write(UInt8(clamping: 8 + (bytes.count + 7) / 8 * 8))
                write(metadataClass)
                write(type)
                write(UInt8(clamping: bytes.count))
                write(bytes: bytes)
                pad(to: 8, from: start)
            }
        }
        endNicira(start)
    }
}

extension Learn {
    /// NX_LEARN_F_WRITE_RESULT.
    static let writesResult: UInt16 = 4
    /// NX_LEARN_DST_LOAD; a match is zero.
    static let loads: UInt16 = 1 << 11
    /// NX_LEARN_DST_OUTPUT.
    static let outputs: UInt16 = 2 << 11
    /// NX_LEARN_SRC_IMMEDIATE.
    static let isValue: UInt16 = 1 << 13
}

extension Encap {
    /// OFPPPC_NSH.
    static let nshClass: UInt16 = 4
}

extension SubField {
    /// Ones in the width of the part, at the bottom; 128 of them where it is wider.
    var ones: UInt128 { bits >= 128 ? ~0 : ~0 >> UInt128(128 - bits) }
}
