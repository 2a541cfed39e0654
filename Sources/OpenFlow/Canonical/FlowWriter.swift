import NetworkTypes
import Wire

/// Writes one flow in canonical bytes while it is described: its match, field by field, then its actions, then where it leads.
///
/// The bytes are those of `EncodedFlow(Flow)`, without lists of fields, actions and instructions in between: a compiler makes flows by
/// the million. Fields may come in any order; in that of a match they cost least.
public struct FlowWriter: Sendable {
    private var writer: ByteWriter
    private var places = FieldPlaces()
    /// Where the instruction that applies actions begins; none before the first action.
    private var actionsStart: Int?

    public init(table: UInt8, priority: UInt16, cookie: UInt64) {
        writer = ByteWriter(reservingCapacity: Self.usualBytes)
        let head = UInt64(OpenFlowVersion.v1_5.rawValue) << 56 | UInt64(MessageType.flowMod) << 48
        let places = UInt64(table) << 56 | UInt64(FlowCommand.add.rawValue) << 48 | UInt64(priority)
        // Any buffer, port and group.
        let rest: UInt64 = 0xffff_ffff_0000_0000
        writer.write(words: [head, cookie, 0, places, 0xffff_ffff_0000_0000 | UInt64(PortNumber.any.rawValue), rest])
        writer.write(UInt32(1) << 16)
    }

    /// More than most flows take.
    private static let usualBytes = 192

    public var hasActions: Bool { actionsStart != nil }

    /// Adds a field. Traps when the field stands there already, when actions do, and for what has another canonical form: views of
    /// several registers, tunnel metadata, a port of 16 bits, and a ct_state that is compared whole.
    public mutating func match(_ field: MatchField) {
        precondition(!hasActions, "a match comes before the actions")
        precondition(field.isOfOneForm, "\(field.field.name) has another canonical form")
        guard field.comparesBits else { return }
        let key = field.field.placeKey
        guard places.lastKey < key else { return insert(field, key) }
        places.append(key, at: writer.count)
        writer.writeCanonical(field)
    }

    /// Adds an action.
    public mutating func act(_ action: Action) {
        if actionsStart == nil {
            endMatch()
            actionsStart = writer.count
            writer.write(UInt64(InstructionType.applyActions) << 48)
        }
        writer.write(action.isCanonical ? action : action.canonical, version: .v1_5)
    }

    /// Ends the flow. Traps when it does not fit a message.
    ///
    /// - Parameter table: where packets go on; nil: nowhere.
    public consuming func end(goto table: UInt8?) -> EncodedFlow {
        if let actionsStart {
            writer.patchLength(at: actionsStart + 2, from: actionsStart)
        } else {
            endMatch()
        }
        if let table { writer.write(UInt64(InstructionType.goto) << 48 | 8 << 32 | UInt64(table) << 24) }
        writer.patchLength(at: 2, from: 0)
        guard writer.holdsMessage(from: 0) else {
            preconditionFailure("\(MessageLengthError("OFPT_FLOW_MOD", in: writer, from: 0))")
        }
        return EncodedFlow(writer.finish())
    }

    private mutating func endMatch() {
        writer.patchLength(at: EncodedFlow.Layout.match + 2, from: EncodedFlow.Layout.match)
        writer.pad(to: 8, from: EncodedFlow.Layout.match)
    }

    /// Puts a field before some that were written.
    @inline(never)
    private mutating func insert(_ field: MatchField, _ key: UInt8) {
        let end = writer.count
        let place = places.place(of: key)
        if let range = places.range(of: key, at: place, end: end) { return join(field, range, at: place) }
        writer.writeCanonical(field)
        writer.moveEnd(from: end, before: places.insert(key, at: place, bytes: writer.count - end))
    }

    /// Puts a register where the other one of its pair is.
    private mutating func join(_ field: MatchField, _ range: Range<Int>, at place: Int) {
        let written = writer.bytes
        writer.takeBack(to: range.lowerBound)
        writer.write(field.registerPair(with: written[range]))
        places.grow(at: place, by: writer.count - range.upperBound)
        writer.write(bytes: written[range.upperBound...])
    }
}

extension ByteWriter {
    fileprivate mutating func writeCanonical(_ field: MatchField) {
        if field.field.isRegister { return write(RegisterPair(field)) }
        if writePlain(field, FieldRegistry.layouts, version: .v1_5) { return }
        writeOXM(
            field.field.code(in: .v1_5), byteCount: field.field.byteCount, value: field.value, mask: field.mask)
    }
}

extension MatchField {
    /// Whether there is no other way to say the same.
    fileprivate var isOfOneForm: Bool {
        field.metadataByteCount == 0 && !field.isView && field != .inPort16 && (field != .ctState || !isWhole)
    }

    /// Traps when the two compare the same register.
    fileprivate func registerPair(with other: ArraySlice<UInt8>) -> RegisterPair {
        precondition(field.isRegister, "\(field.name) stands twice in a match")
        let (own, other) = (RegisterPair(self), RegisterPair(written: other))
        precondition(own.mask & other.mask == 0, "\(field.name) stands twice in a match")
        return own.joined(with: other)
    }
}

extension Field {
    /// Orders the fields of a match; two registers of one pair have the same.
    fileprivate var placeKey: UInt8 {
        isRegister ? index &- (index &- Self.firstRegister.index) % 2 : index
    }
}
