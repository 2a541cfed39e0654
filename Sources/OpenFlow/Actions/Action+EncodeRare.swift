import NetworkTypes
import Wire

extension ByteWriter {
    /// Nicira's actions that the controller itself has no use for; the same bytes in every version.
    mutating func writeRareNicira(_ action: Action) {
        switch action {
        case .decrementTTLForControllers(let ids): write(controllerIDs: ids)
        case .decrementNSHTTL: writePlain(NiciraAction.decrementNSHTTL)
        case .setTunnel(let id, let isWide): writeTunnel(id, isWide: isWide)
        case .popQueue: writePlain(NiciraAction.popQueue)
        case .resubmitOriginal(let port, let table):
            writeResubmit(port, table, subtype: NiciraAction.resubmitTableOriginal)
        case .outputField(let part, let maxLength): writeOutput(part, maxLength)
        case .outputTruncated(let port, let maxLength):
            writePlain(NiciraAction.outputTruncated, UInt64(port.narrow) << 32 | UInt64(maxLength))
        case .controllerWith(let options): write(options)
        case .learn(let learn): write(learn)
        case .multipath(let multipath): write(multipath)
        case .bundle(let bundle): write(bundle)
        case .sample(let sample): write(sample)
        case .note(let bytes):
            let start = beginNicira(NiciraAction.note)
            write(bytes: bytes)
            if bytes.count < 6 { writeZeros(6 - bytes.count) }
            endNicira(start)
        case .exit: writePlain(NiciraAction.exit)
        case .finTimeout(let idle, let hard):
            writePlain(NiciraAction.finTimeout, UInt64(idle) << 32 | UInt64(hard) << 16)
        case .writeMetadata(let value, let mask):
            let start = beginNicira(NiciraAction.writeMetadata)
            writeZeros(6)
            write(value)
            write(mask)
            endNicira(start)
        case .encap(let encap): write(encap)
        case .decap(let packetType): writePlain(NiciraAction.decap, UInt64(packetType))
        case .checkPacketLarger(let length, let result): writeCheck(length, result)
        case .deleteField(let field): writeDelete(field)
        default: preconditionFailure("the plain actions are written elsewhere")
        }
    }

    /// An action of 16 bytes; the low six bytes of `argument` stand behind the subtype.
    private mutating func writePlain(_ subtype: UInt16, _ argument: UInt64 = 0) {
        let start = beginNicira(subtype)
        write(UInt16(truncatingIfNeeded: argument >> 32))
        write(UInt32(truncatingIfNeeded: argument))
        endNicira(start)
    }

    private mutating func write(controllerIDs ids: [UInt16]) {
        let start = beginNicira(NiciraAction.decrementTTLForControllers)
        // A count that is cut here makes the message too long, and that is looked at.
        write(UInt16(clamping: ids.count))
        writeZeros(4)
        for id in ids { write(id) }
        endNicira(start)
    }

    private mutating func writeTunnel(_ id: UInt64, isWide: Bool) {
        guard isWide || id > UInt64(UInt32.max) else { return writePlain(NiciraAction.setTunnel, id) }
        let start = beginNicira(NiciraAction.setTunnel64)
        writeZeros(6)
        write(id)
        endNicira(start)
    }

    /// The second form is for fields of experimenters, whose headers have eight bytes.
    private mutating func writeOutput(_ part: SubField, _ maxLength: UInt16) {
        let field = part.field
        let code = field.layout.nicira
        let isLong = code.classID == 0xffff
        let start = beginNicira(isLong ? NiciraAction.outputRegister2 : NiciraAction.outputRegister)
        write(part.packed)
        if isLong { write(maxLength) }
        writeOXMHeader(code, byteCount: field.byteCount)
        if !isLong {
            write(maxLength)
            writeZeros(6)
        }
        endNicira(start)
    }

    private mutating func writeCheck(_ length: UInt16, _ result: SubField) {
        let field = result.field
        let start = beginNicira(NiciraAction.checkPacketLarger)
        write(length)
        write(UInt16(result.offset))
        writeOXMHeader(field.layout.nicira, byteCount: field.byteCount)
        writeZeros(24 - (count - start))
        endNicira(start)
    }

    private mutating func writeDelete(_ field: Field) {
        let start = beginNicira(NiciraAction.deleteField)
        writeOXMHeader(field.layout.nicira, byteCount: field.byteCount)
        writeZeros(24 - (count - start))
        endNicira(start)
    }

    /// Plain output where nothing needs more: Open vSwitch turns the one into the other.
    mutating func write(_ options: ControllerOptions) {
        let isLong = !options.userdata.isEmpty || options.pauses || options.meter != nil
        guard isLong else {
            if options.controllerID == 0, options.reason == 1 {
                return write(.output(.controller, maxLength: options.maxLength), version: .v1_5)
            }
            let place = UInt64(options.maxLength) << 32 | UInt64(options.controllerID) << 16
            return writePlain(NiciraAction.controller, place | UInt64(options.reason) << 8)
        }
        let start = beginNicira(NiciraAction.controller2)
        writeZeros(6)
        // NXAC2PT_MAX_LEN, CONTROLLER_ID, REASON, USERDATA, PAUSE, METER_ID
        // Lengths as Open vSwitch writes them; it reads those without the padding too.
        if options.maxLength != 0xffff { writeProperty(0, 8, UInt32(options.maxLength) << 16) }
        if options.controllerID != 0 { writeProperty(1, 8, UInt32(options.controllerID) << 16) }
        if options.reason != 1 { writeProperty(2, 5, UInt32(options.reason) << 24) }
        if !options.userdata.isEmpty {
            let property = count
            write(UInt16(3))
            write(UInt16(clamping: 4 + options.userdata.count))
            write(bytes: options.userdata)
            pad(to: 8, from: property)
        }
        if options.pauses { writeProperty(4, 4, 0) }
        if let meter = options.meter { writeProperty(5, 8, meter) }
        endNicira(start)
    }

    private mutating func writeProperty(_ type: UInt16, _ length: UInt16, _ value: UInt32) {
        write(type)
        write(length)
        write(value)
    }

    private mutating func write(_ sample: Sample) {
        let subtype =
            sample.direction != .unspecified
            ? NiciraAction.sample3 : sample.port != nil ? NiciraAction.sample2 : NiciraAction.sample
        let start = beginNicira(subtype)
        write(sample.probability)
        write(sample.collectorSet)
        write(sample.observationDomain)
        write(sample.observationPoint)
        if subtype != NiciraAction.sample {
            write((sample.port ?? .any).narrow)
            write(sample.direction.rawValue)
            writeZeros(5)
        }
        endNicira(start)
    }
}

extension SubField {
    /// Offset and width in sixteen bits, as several of Nicira's actions have them: at most 64 bits.
    var packed: UInt16 { UInt16(truncatingIfNeeded: offset << 6 | (bits - 1) & 0x3f) }
}
