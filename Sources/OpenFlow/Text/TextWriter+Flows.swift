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
        write(", n_packets=")
        write(decimal: counters.packets ?? .max)
        write(", n_bytes=")
        write(decimal: counters.bytes ?? .max)
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

    /// Seconds, with three digits behind the point where those say all, else with as many as are needed.
    mutating func write(_ duration: FlowCounters.Span?) {
        if let duration, duration.nanoseconds != 0 {
            write(text: TextValue.duration(duration))
        } else {
            write(decimal: duration?.seconds ?? 0)
            write("s")
        }
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
        if removed.counters.duration == nil {
            write("4294967295.4294967295s")
        } else {
            write(removed.counters.duration)
        }
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
