import NetworkTypes
import Wire

extension Action {
    static func learn(from body: inout ByteReader, isLong: Bool) throws(WireError) -> Action? {
        var learn = Learn()
        learn.idleTimeout = try body.read()
        learn.hardTimeout = try body.read()
        learn.priority = try body.read()
        learn.cookie = try body.read()
        let flags: UInt16 = try body.read()
        learn.table = try body.read()
        guard try body.read(as: UInt8.self) == 0, flags & ~(isLong ? 7 : 3) == 0, learn.table != 0xff else {
            return nil
        }
        learn.flags = .init(rawValue: flags & 3)
        learn.finIdleTimeout = try body.read()
        learn.finHardTimeout = try body.read()
        if isLong {
            learn.limit = try body.read()
            let offset = Int(try body.read(as: UInt16.self))
            guard try body.read(as: UInt16.self) == 0 else { return nil }
            if flags & Learn.writesResult != 0 {
                learn.result = try SubField(header: &body, offset: offset, bits: 1)
                guard learn.result != nil else { return nil }
            } else if offset != 0 {
                return nil
            }
        }
        while body.remaining >= 2, try body.peek(as: UInt16.self) != 0 {
            guard let specification = try Learn.Specification(from: &body) else { return nil }
            learn.specifications.append(specification)
        }
        return body.remaining < 8 ? (try body.isZero() ? .learn(learn) : nil) : nil
    }
}

extension Learn.Specification {
    fileprivate init?(from body: inout ByteReader) throws(WireError) {
        let header: UInt16 = try body.read()
        let bits = Int(header & 0x3ff)
        guard header & 0xc400 == 0 else { return nil }
        if header & Learn.isValue != 0 {
            let byteCount = (bits + 15) / 16 * 2
            guard byteCount <= 16 else { return nil }
            let value = try body.readInteger(byteCount: byteCount)
            guard let field = try SubField(learned: &body, bits: bits), value & ~field.ones == 0 else { return nil }
            switch header & (3 << 11) {
            case 0: self = .matchValue(field, value)
            case Learn.loads: self = .loadValue(field, value)
            default: return nil
            }
            return
        }
        guard let source = try SubField(learned: &body, bits: bits) else { return nil }
        switch header & (3 << 11) {
        case 0:
            guard let field = try SubField(learned: &body, bits: bits) else { return nil }
            self = .match(field, from: source)
        case Learn.loads:
            guard let field = try SubField(learned: &body, bits: bits) else { return nil }
            self = .load(field, from: source)
        case Learn.outputs: self = .output(source)
        default: return nil
        }
    }
}

extension SubField {
    /// A field as learn names it: the offset stands behind the header.
    fileprivate init?(learned reader: inout ByteReader, bits: Int) throws(WireError) {
        let header = try OXMHeader(from: &reader)
        let offset = Int(try reader.read(as: UInt16.self))
        guard let field = header.field, !header.hasMask, header.payload == field.byteCount, bits > 0,
            offset + bits <= field.partBits
        else { return nil }
        self.init(unchecked: field, offset: offset, bits: bits)
    }
}
