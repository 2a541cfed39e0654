import NetworkTypes

/// The messages of flows and packets, which are many.
extension TextWriter {
    private static let commands: [StaticString] = [" ADD", " MOD", " MOD_STRICT", " DEL", " DEL_STRICT"]

    /// - Parameter isNicira: whether it is an NXT_FLOW_MOD, which gives flows that it modifies a cookie too.
    mutating func write(_ modification: FlowModification, isNicira: Bool) {
        let flow = modification.flow
        write(Self.commands[Int(modification.command.rawValue)])
        if flow.table != 0 {
            write(" table:")
            write(decimal: flow.table)
        }
        write(" ")
        write(matchOf: flow)
        write(cookieOf: modification, isNew: isNicira || modification.command == .add)
        write("idle:", flow.idleTimeout)
        write("hard:", flow.hardTimeout)
        if modification.command == .add { write("importance:", flow.importance) }
        if modification.buffer != 0xffff_ffff {
            write("buf:")
            write(hexadecimal: modification.buffer)
            write(" ")
        }
        if modification.outPort != .any {
            write("out_port:")
            write(modification.outPort)
            write(" ")
        }
        write(flow.flags)
        write(actionsOf: flow)
    }

    /// All ones is the cookie that changes none.
    private mutating func write(cookieOf modification: FlowModification, isNew: Bool) {
        let cookie = modification.flow.cookie
        guard isNew ? cookie != 0 && cookie != .max : modification.cookieMask != 0 else { return }
        write("cookie:")
        write(hexadecimal: cookie)
        if !isNew {
            write("/")
            write(hexadecimal: modification.cookieMask)
        }
        write(" ")
    }

    private mutating func write(_ name: StaticString, _ value: UInt16) {
        if value == 0 { return }
        write(name)
        write(decimal: value)
        write(" ")
    }

    mutating func write(_ description: FlowDescription) {
        let flow = description.flow
        let counters = description.counters
        write("\n cookie=")
        write(hexadecimal: flow.cookie)
        write(", duration=")
        write(counters.duration)
        write(", table=")
        write(decimal: flow.table)
        write(", n_packets=", counter: counters.packets)
        write(", n_bytes=", counter: counters.bytes)
        write(", ")
        write(timeoutsOf: flow)
        if let idle = counters.idle {
            write("idle_age=")
            write(decimal: idle.seconds)
            write(", ")
        }
        write(matchOf: flow)
        write(actionsOf: flow)
    }

    private mutating func write(_ name: StaticString, counter: UInt64?) {
        write(name)
        // All ones stand for a counter that is not kept.
        if let counter, counter != .max { write(decimal: counter) } else { write("?") }
    }

    /// Seconds, with three digits behind the point where those say all, else with as many as are needed; all ones where
    /// nobody counted them.
    mutating func write(_ duration: FlowCounters.Span?) {
        guard let duration else { return write("4294967295.4294967295s") }
        if duration.nanoseconds != 0 { return write(text: TextValue.duration(duration)) }
        write(decimal: duration.seconds)
        write("s")
    }

    mutating func write(_ removed: FlowRemoved) {
        write(" ")
        write(removed.match, priority: removed.priority)
        write(" reason=")
        write(text: TextValue.removalReason(UInt16(removed.reason)))
        if removed.table != 255 {
            write(" table_id=")
            write(decimal: removed.table)
        }
        if removed.cookie != 0 {
            write(" cookie:")
            write(hexadecimal: removed.cookie)
        }
        write(" duration")
        write(removed.counters.duration)
        write(" idle")
        write(decimal: removed.idleTimeout)
        if removed.hardTimeout != 0 {
            write(" hard")
            write(decimal: removed.hardTimeout)
        }
        write(" pkts")
        write(decimal: removed.counters.packets ?? .max)
        write(" bytes")
        write(decimal: removed.counters.bytes ?? .max)
    }
}
