extension Flow {
    /// What Open vSwitch 3.1 has against this flow in a message of `version`, before it looks for the groups, meters and
    /// ports that the flow names; nil: it takes it.
    ///
    /// The order of the questions is its own: the match, the instructions, each action, their order and nesting, and
    /// whether the match has what the actions work on.
    public func refusal(version: OpenFlowVersion = .v1_5) -> Refusal? {
        match.refusal(version: version) ?? instructionRefusal(version: version) ?? actionRefusal(version: version)
            ?? consistencyRefusal
    }

    private func instructionRefusal(version: OpenFlowVersion) -> Refusal? {
        var ranks: Set<Int> = []
        for instruction in instructions {
            switch instruction {
            case .unknown(let bytes): return Self.refusal(unknown: bytes)
            case .statisticsTrigger:
                return Refusal(
                    .unknownInstruction, instruction.description, expected: "an instruction of Open vSwitch",
                    found: "another")
            case .meter where version == .v1_5:
                return Refusal(
                    .unknownInstruction, instruction.description, expected: "the action of OpenFlow 1.5",
                    found: "the instruction before it")
            default: break
            }
            guard ranks.insert(instruction.rank).inserted else {
                return Refusal(
                    .duplicateInstruction, instruction.description, expected: "every instruction once",
                    found: "it again")
            }
        }
        return nil
    }

    private static func refusal(unknown bytes: [UInt8]) -> Refusal {
        let type = bytes.prefix(2).reduce(0) { $0 << 8 | UInt16($1) }
        let code: Refusal.Code =
            switch type {
            case 0xffff: .badInstructionExperimenter
            case InstructionType.goto...InstructionType.meter: .badInstructionLength
            default: .unknownInstruction
            }
        return Refusal(
            code, "an instruction", expected: "one of Open vSwitch, in its length", found: TextValue.dotted(bytes))
    }

    private func actionRefusal(version: OpenFlowVersion) -> Refusal? {
        let check = ActionCheck(version: version)
        for case .applyActions(let actions) in instructions {
            if let refusal = check.refusal(actions) { return refusal }
        }
        for case .writeActions(let actions) in instructions {
            if let refusal = check.refusal(actions) ?? NestingCheck.refusal(actionSet: actions) {
                return refusal
            }
        }
        for case .applyActions(let actions) in instructions {
            if let refusal = NestingCheck(outer: .none).refusal(actions) { return refusal }
        }
        return orderRefusal
    }

    /// An action that says what an instruction says stands where that instruction would.
    private var orderRefusal: Refusal? {
        var last = -1
        for instruction in canonical.instructions {
            guard case .applyActions(let actions) = instruction else {
                if instruction.rank <= last { return Self.misplaced(instruction.description) }
                last = instruction.rank
                continue
            }
            for action in actions {
                // Conjunctions are looked at for themselves.
                if case .conjunction = action { return nil }
                var rank = instruction.rank
                if case .writeMetadata = action { rank = Instruction.writeMetadata(0, mask: 0).rank }
                if rank < last || (rank == last && rank != instruction.rank) {
                    return Self.misplaced(action.description)
                }
                last = rank
            }
        }
        return nil
    }

    private static func misplaced(_ object: String) -> Refusal {
        Refusal(
            .unsupportedOrder, object, expected: "actions, clear, write, metadata, goto in this order",
            found: "it behind a later one")
    }

    private var consistencyRefusal: Refusal? {
        var check = ConsistencyCheck(match)
        for instruction in canonical.instructions {
            switch instruction {
            case .applyActions(let actions): if let refusal = check.refusal(actions) { return refusal }
            case .writeActions(let actions):
                var waiting = check.ofActionSet
                if let refusal = waiting.refusal(actions) { return refusal }
            case .goto(let next) where next <= table && table != 0xff:
                return Refusal(
                    .badTable, instruction.description, expected: "a table behind \(table)", found: "table \(next)")
            default: break
            }
        }
        return nil
    }
}
