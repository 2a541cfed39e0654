import NetworkTypes
import Wire

/// OFPAT_*, OpenFlow 1.5.1 section 7.2.6.
enum ActionType {
    static let output: UInt16 = 0
    static let copyTTLOut: UInt16 = 11
    static let copyTTLIn: UInt16 = 12
    static let setMPLSTTL: UInt16 = 15
    static let decrementMPLSTTL: UInt16 = 16
    static let pushVLAN: UInt16 = 17
    static let popVLAN: UInt16 = 18
    static let pushMPLS: UInt16 = 19
    static let popMPLS: UInt16 = 20
    static let setQueue: UInt16 = 21
    static let group: UInt16 = 22
    static let setTTL: UInt16 = 23
    static let decrementTTL: UInt16 = 24
    static let setField: UInt16 = 25
    static let pushPBB: UInt16 = 26
    static let popPBB: UInt16 = 27
    /// 1.5 only.
    static let copyField: UInt16 = 28
    /// 1.5 only.
    static let meter: UInt16 = 29
    static let experimenter: UInt16 = 0xffff
}

extension ByteWriter {
    mutating func write(_ actions: [Action], version: OpenFlowVersion) {
        let actions = actions.span
        for index in actions.indices { write(actions[index], version: version) }
    }

    /// One action; always a multiple of eight bytes. A meter is left out before 1.5, where instructions carry it.
    mutating func write(_ action: Action, version: OpenFlowVersion) {
        switch action {
        case .output(let port, let maxLength): writeOutput(port, maxLength)
        case .group(let id): writeSimple(ActionType.group, id)
        case .setQueue(let id): writeSimple(ActionType.setQueue, id)
        case .pushVLAN(let etherType): writeSimple(ActionType.pushVLAN, UInt32(etherType) << 16)
        case .popVLAN: writeSimple(ActionType.popVLAN, 0)
        case .decrementTTL: writeSimple(ActionType.decrementTTL, 0)
        case .meter(let id): if version == .v1_5 { writeSimple(ActionType.meter, id) }
        case .setField(let field): writeSetField(field, version: version)
        case .move(let source, let destination): writeMove(from: source, to: destination, version: version)
        case .copyTTLOut: writeSimple(ActionType.copyTTLOut, 0)
        case .copyTTLIn: writeSimple(ActionType.copyTTLIn, 0)
        case .setMPLSTTL(let value): writeSimple(ActionType.setMPLSTTL, UInt32(value) << 24)
        case .decrementMPLSTTL: writeSimple(ActionType.decrementMPLSTTL, 0)
        case .pushMPLS(let etherType): writeSimple(ActionType.pushMPLS, UInt32(etherType) << 16)
        case .popMPLS(let etherType): writeSimple(ActionType.popMPLS, UInt32(etherType) << 16)
        case .pushPBB(let etherType): writeSimple(ActionType.pushPBB, UInt32(etherType) << 16)
        case .popPBB: writeSimple(ActionType.popPBB, 0)
        case .setTTL(let value): writeSimple(ActionType.setTTL, UInt32(value) << 24)
        case .setTunnelMetadata(let metadata): writeSet(metadata, version: version)
        case .unknown(let bytes): write(bytes: bytes)
        default: writeNicira(action, version: version)
        }
    }

    private mutating func writeSimple(_ type: UInt16, _ argument: UInt32) {
        write(UInt64(type) << 48 | 8 << 32 | UInt64(argument))
    }

    private mutating func writeOutput(_ port: PortNumber, _ maxLength: UInt16) {
        let head = UInt64(ActionType.output) << 48 | 16 << 32
        write(words: [head | UInt64(port.rawValue), UInt64(maxLength) << 48])
    }

    private mutating func writeSetField(_ field: MatchField, version: OpenFlowVersion) {
        let field = field.forActions
        if let mask = field.mask, version < .v1_5 {
            writeLoad(field, mask: mask)
            return
        }
        let start = count
        write(UInt32(ActionType.setField) << 16)
        if !writePlain(field, FieldRegistry.layouts, version: version) {
            writeOXM(
                field.field.code(in: version), byteCount: field.field.byteCount, value: field.value, mask: field.mask)
        }
        pad(to: 8, from: start)
        patchLength(at: start + 2, from: start)
    }

    private mutating func writeSet(_ metadata: TunnelMetadata, version: OpenFlowVersion) {
        let isLoad = metadata.mask != nil && version < .v1_5
        let start = isLoad ? beginNicira(NiciraAction.registerLoad2) : count
        if !isLoad { write(UInt32(ActionType.setField) << 16) }
        write(metadata)
        endNicira(start)
    }

    /// Before 1.5 set-field has no mask. Bits in one run go as NXAST_REG_LOAD, which is what Open vSwitch answers too;
    /// others as NXAST_REG_LOAD2, which it keeps as it is.
    private mutating func writeLoad(_ field: MatchField, mask: UInt128) {
        guard let part = field.loadedPart else {
            let start = beginNicira(NiciraAction.registerLoad2)
            writeOXM(field.field.layout.legacy, byteCount: field.field.byteCount, value: field.value, mask: mask)
            endNicira(start)
            return
        }
        let start = beginNicira(NiciraAction.registerLoad)
        write(part.packed)
        writeOXMHeader(field.field.layout.nicira, byteCount: field.field.byteCount)
        write(UInt64(truncatingIfNeeded: field.value >> UInt128(part.offset)))
        endNicira(start)
    }

    /// 1.5 has copy-field; before it NXAST_REG_MOVE says the same.
    private mutating func writeMove(from source: SubField, to destination: SubField, version: OpenFlowVersion) {
        let start = count
        let isNative = version == .v1_5
        if isNative {
            write(ActionType.copyField)
            write(UInt16(0))
        } else {
            _ = beginNicira(NiciraAction.registerMove)
        }
        // In actions in_port has sixteen bits.
        write(UInt16(min(source.bits, source.field.forActions.bits, destination.field.forActions.bits)))
        write(UInt16(source.offset))
        write(UInt16(destination.offset))
        if isNative { writeZeros(2) }
        for part in [source, destination] {
            let field = part.field.forActions
            writeOXMHeader(isNative ? field.layout.code : field.layout.nicira, byteCount: field.byteCount)
        }
        pad(to: 8, from: start)
        patchLength(at: start + 2, from: start)
    }

    /// The head of a Nicira action; its length is patched by `endNicira`.
    mutating func beginNicira(_ subtype: UInt16) -> Int {
        let start = count
        write(ActionType.experimenter)
        write(UInt16(0))
        write(Experimenter.nicira)
        write(subtype)
        return start
    }

    mutating func endNicira(_ start: Int) {
        pad(to: 8, from: start)
        patchLength(at: start + 2, from: start)
    }
}

extension Field {
    /// Open vSwitch refuses OXM_OF_IN_PORT in actions (OFPBAC_BAD_SET_ARGUMENT); the 16-bit NXM_OF_IN_PORT it takes.
    var forActions: Field { self == .inPort ? .inPort16 : self }
    /// Whether a match and an action name it differently.
    var isRenamedByActions: Bool { self == .inPort || self == .inPort16 }
}

extension MatchField {
    var forActions: MatchField {
        guard field == .inPort else { return self }
        return MatchField(unchecked: .inPort16, UInt128(UInt16(truncatingIfNeeded: value)), mask: nil)
    }

    /// Whether it says the same once it is written as actions write it: what a peer sent otherwise (a part of in_port, a
    /// number of more than sixteen bits that is no reserved port) is kept as bytes.
    var isKeptByActions: Bool { field != .inPort || forActions.fromActions == self }

    /// The reverse: reserved ports are 0xfff8…0xffff in 16 bits and 0xfffffff8… in 32.
    var fromActions: MatchField {
        guard field == .inPort16, mask == nil else { return self }
        return MatchField(unchecked: .inPort, value >= 0xff00 ? value | 0xffff_0000 : value, mask: nil)
    }
}
