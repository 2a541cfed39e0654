extension Instruction: CustomStringConvertible {
    /// As ovs-ofctl writes it, among actions.
    public var description: String { TextWriter.text { $0.write(self) } }
}

extension Flow: CustomStringConvertible {
    /// As ovs-ofctl dump-flows writes it, without counters:
    /// `cookie=0x1, table=0, priority=100,icmp,in_port=1 actions=output:2`. The default priority, 32768, is left out.
    public var description: String { text() }

    /// `omitsZeros` leaves out cookie and table where they are zero, as `ovs-ofctl --no-stats` does.
    public func text(omitsZeros: Bool = false) -> String {
        TextWriter.text { $0.write(self, omitsZeros: omitsZeros) }
    }

    var actionsText: String { TextWriter.text { $0.write(actionsOf: self) } }

    static let flagNames: [(FlowFlags, String)] = [
        (.sendFlowRemoved, "send_flow_rem"), (.checkOverlap, "check_overlap"), (.resetCounts, "reset_counts"),
        (.noPacketCounts, "no_packet_counts"), (.noByteCounts, "no_byte_counts"),
    ]
}

extension TextWriter {
    fileprivate mutating func write(_ flow: Flow, omitsZeros: Bool) {
        if flow.cookie != 0 || !omitsZeros {
            write("cookie=")
            write(hexadecimal: flow.cookie)
            write(", ")
        }
        if flow.table != 0 || !omitsZeros {
            write("table=")
            write(decimal: flow.table)
            write(", ")
        }
        write(timeoutsOf: flow)
        write(matchOf: flow)
        write(actionsOf: flow)
    }

    /// Timeouts, flags and importance, where there are any.
    mutating func write(timeoutsOf flow: Flow) {
        write("idle_timeout=", unlessZero: flow.idleTimeout)
        write("hard_timeout=", unlessZero: flow.hardTimeout)
        write(flow.flags)
        write("importance=", unlessZero: flow.importance)
    }

    private mutating func write(_ name: StaticString, unlessZero value: UInt16) {
        if value == 0 { return }
        write(name)
        write(decimal: value)
        write(", ")
    }

    /// With a blank behind, unless the match is empty.
    mutating func write(matchOf flow: Flow) {
        if write(flow.match, priority: flow.priority) { write(" ") }
    }

    /// Each name with a blank behind it.
    mutating func write(_ flags: FlowFlags) {
        if flags.isEmpty { return }
        for (flag, name) in Flow.flagNames where flags.contains(flag) {
            write(text: name)
            write(" ")
        }
    }

    mutating func write(actionsOf flow: Flow) {
        write("actions=")
        let start = count
        for instruction in flow.printedInstructions {
            if count > start { write(",") }
            write(instruction)
        }
        if count == start { write("drop") }
    }

    mutating func write(_ instruction: Instruction) {
        switch instruction {
        case .meter(let id):
            write("meter:")
            write(decimal: id)
        case .applyActions(let actions): write(actions)
        case .clearActions: write("clear_actions")
        case .writeActions(let actions):
            write("write_actions(")
            write(orDrop: actions)
            write(")")
        case .writeMetadata(let value, let mask):
            write("write_metadata:")
            write(alternate: value)
            if mask == .max { return }
            write("/")
            write(alternate: mask)
        case .statisticsTrigger(let trigger): write(text: trigger.description)
        case .goto(let table):
            write("goto_table:")
            write(decimal: table)
        case .unknown(let bytes):
            write("unknown(")
            write(text: TextValue.dotted(bytes))
            write(")")
        }
    }
}
