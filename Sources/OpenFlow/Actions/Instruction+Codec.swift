import Wire

/// OFPIT_*, OpenFlow 1.5.1 section 7.2.5.
enum InstructionType {
    static let goto: UInt16 = 1
    static let writeMetadata: UInt16 = 2
    static let writeActions: UInt16 = 3
    static let applyActions: UInt16 = 4
    static let clearActions: UInt16 = 5
    /// Deprecated in 1.5, which has the action.
    static let meter: UInt16 = 6
    /// 1.5 only.
    static let statisticsTrigger: UInt16 = 7
}

extension ByteWriter {
    mutating func write(_ instructions: [Instruction], version: OpenFlowVersion) {
        let instructions = instructions.span
        for index in instructions.indices { write(instructions[index], version: version) }
    }

    private mutating func write(_ instruction: Instruction, version: OpenFlowVersion) {
        switch instruction {
        case .goto(let table): writeInstruction(InstructionType.goto, UInt32(table) << 24)
        case .clearActions: writeInstruction(InstructionType.clearActions, 0)
        case .meter(let id): writeInstruction(InstructionType.meter, id)
        case .writeMetadata(let value, let mask):
            write(InstructionType.writeMetadata)
            write(UInt16(24))
            writeZeros(4)
            write(value)
            write(mask)
        case .writeActions(let actions): write(InstructionType.writeActions, actions, version: version)
        case .applyActions(let actions):
            // Before 1.5 a meter is an instruction of its own, in front.
            if version < .v1_5, case .meter(let id)? = actions.first {
                writeInstruction(InstructionType.meter, id)
                if actions.count == 1 { return }
            }
            write(InstructionType.applyActions, actions, version: version)
        case .statisticsTrigger(let trigger): if version == .v1_5 { write(trigger) }
        case .unknown(let bytes): write(bytes: bytes)
        }
    }

    private mutating func write(_ trigger: StatisticsTrigger) {
        let start = count
        write(InstructionType.statisticsTrigger)
        write(UInt16(0))
        trigger.encode(into: &self)
        patchLength(at: start + 2, from: start)
    }

    private mutating func writeInstruction(_ type: UInt16, _ argument: UInt32) {
        write(UInt64(type) << 48 | 8 << 32 | UInt64(argument))
    }

    private mutating func write(_ type: UInt16, _ actions: [Action], version: OpenFlowVersion) {
        let start = count
        write(UInt64(type) << 48)
        write(actions, version: version)
        patchLength(at: start + 2, from: start)
    }
}

extension Instruction {
    /// Reads instructions to the end of `reader`.
    static func list(from reader: inout ByteReader, version: OpenFlowVersion) throws(WireError) -> [Instruction] {
        guard !reader.isAtEnd else { return [] }
        // Most flows have one: a list that is made with it costs less than one that grows.
        var result = [try next(from: &reader, version: version)]
        while !reader.isAtEnd { result.append(try next(from: &reader, version: version)) }
        return result
    }

    private static func next(from reader: inout ByteReader, version: OpenFlowVersion) throws(WireError) -> Instruction {
        let length = Int(try reader.peek(ahead: 2, as: UInt16.self))
        guard length >= 8, length % 8 == 0 else { throw badLength(length, at: reader.offset) }
        return try decode(try reader.slice(length), version: version)
    }

    @inline(never)
    private static func badLength(_ length: Int, at offset: Int) -> WireError {
        WireError(.invalid("instruction of \(length) bytes"), at: offset)
    }

    @inline(__always)
    private static func decode(_ whole: ByteReader, version: OpenFlowVersion) throws(WireError) -> Instruction {
        var body = whole
        let type: UInt16 = try body.read()
        let length: UInt16 = try body.read()
        let argument: UInt32 = try body.read()
        switch (type, length) {
        case (InstructionType.goto, 8) where argument & 0xff_ffff == 0: return .goto(UInt8(argument >> 24))
        case (InstructionType.clearActions, 8) where argument == 0: return .clearActions
        case (InstructionType.meter, 8): return .meter(argument)
        case (InstructionType.writeMetadata, 24) where argument == 0:
            return .writeMetadata(try body.read(), mask: try body.read())
        case (InstructionType.writeActions, _) where argument == 0:
            return .writeActions(try Action.list(from: &body, version: version))
        case (InstructionType.applyActions, _) where argument == 0:
            return .applyActions(try Action.list(from: &body, version: version))
        case (InstructionType.statisticsTrigger, StatisticsTrigger.minimumBytes...) where version == .v1_5:
            // One that does not keep to its form stays as bytes, as one of a 1.3 switch that is kept in 1.5 may be.
            guard let trigger = StatisticsTrigger(exactly: whole) else { return try unknown(whole) }
            return .statisticsTrigger(trigger)
        default: return try unknown(whole)
        }
    }

    private static func unknown(_ whole: ByteReader) throws(WireError) -> Instruction {
        var whole = whole
        return .unknown(try whole.readBytes(whole.remaining))
    }
}
