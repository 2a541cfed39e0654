import NetworkTypes

extension Action: CustomStringConvertible {
    /// As ovs-ofctl writes it.
    public var description: String { TextWriter.text { $0.write(self) } }
}

extension [Action] {
    var text: String { TextWriter.text { $0.write(self) } }

    /// As messages of a version have them.
    func text(version: OpenFlowVersion) -> String {
        TextWriter.text { writer in
            writer.writesLoads = version < .v1_5
            writer.write(orDrop: self)
        }
    }
}

extension MatchField {
    /// The one run of bits that a mask leaves, where NXAST_REG_LOAD can say it; nil for others and for whole fields.
    var loadedPart: SubField? {
        guard let mask, mask != 0, field.bits <= 64, !field.isOfExperimenter else { return nil }
        let offset = mask.trailingZeroBitCount
        let run = mask >> UInt128(offset)
        return run & (run &+ 1) == 0 && offset + run.nonzeroBitCount <= field.partBits
            ? SubField(unchecked: field, offset: offset, bits: run.nonzeroBitCount) : nil
    }
}

extension TextWriter {
    /// With commas between them.
    mutating func write(_ actions: [Action]) {
        var isFirst = true
        for action in actions {
            if !isFirst { write(",") }
            isFirst = false
            write(action)
        }
    }

    /// The same, but `drop` where there is none.
    mutating func write(orDrop actions: [Action]) {
        if actions.isEmpty { write("drop") } else { write(actions) }
    }

    mutating func write(_ action: Action) {
        switch action {
        case .output(.controller, let maxLength): write("CONTROLLER:", maxLength)
        case .output(let port, _):
            if port.rawValue < 0xffff_ff00 { write("output:") }
            write(port)
        case .group(let id): write("group:", id)
        case .setField(let field): write(setting: field.forActions)
        case .move(let source, let destination):
            write("move:")
            write(source.forActions)
            write("->")
            write(destination.forActions)
        case .resubmit(let port, let table): write(resubmit: port, table, isOriginal: false)
        case .resubmitOriginal(let port, let table): write(resubmit: port, table, isOriginal: true)
        case .push(let part): write("push:", part.forActions)
        case .pop(let part): write("pop:", part.forActions)
        case .popVLAN: write("pop_vlan")
        case .decrementTTL: write("dec_ttl")
        case .setQueue(let id): write("set_queue:", id)
        case .meter(let id): write("meter:", id)
        case .clearConntrack: write("ct_clear")
        case .conntrack(let conntrack): write(conntrack)
        case .clone(let actions):
            write("clone(")
            write(actions)
            write(")")
        case .conjunction(let id, let clause, let total): write(conjunction: id, clause, total)
        default: write(text: action.rareText)
        }
    }

    private mutating func write(_ name: StaticString, _ number: some BinaryInteger) {
        write(name)
        write(decimal: number)
    }

    private mutating func write(_ name: StaticString, _ part: SubField) {
        write(name)
        write(part)
    }

    private mutating func write(setting field: MatchField) {
        if writesLoads, let part = field.loadedPart {
            write("load:")
            write(alternate: field.value >> UInt128(part.offset))
            write("->")
            return write(part)
        }
        write("set_field:")
        write(valueOf: field)
        write("->")
        write(text: field.field.name)
    }

    private mutating func write(conjunction id: UInt32, _ clause: UInt8, _ total: UInt8) {
        write("conjunction(", id)
        write(",", Int(clause) + 1)
        write("/", total)
        write(")")
    }

    private mutating func write(resubmit port: PortNumber?, _ table: UInt8, isOriginal: Bool) {
        let port = port == .inPort ? nil : port
        // As ovs-ofctl does, the short form leaves out that the original direction was asked for.
        if table == 0xff, let port {
            write("resubmit:")
            return write(port)
        }
        write("resubmit(")
        if let port { write(port) }
        write(",")
        if table != 0xff { write(decimal: table) }
        write(isOriginal ? ",ct)" : ")")
    }

    private mutating func write(_ conntrack: Conntrack) {
        write("ct(")
        let start = count
        write(partsOf: conntrack, from: start)
        write(")")
    }

    private mutating func write(partsOf conntrack: Conntrack, from start: Int) {
        func separated(_ writer: inout TextWriter, _ name: StaticString) {
            if writer.count > start { writer.write(",") }
            writer.write(name)
        }
        if conntrack.commit { separated(&self, "commit") }
        if conntrack.force { separated(&self, "force") }
        if let table = conntrack.table {
            separated(&self, "table=")
            write(decimal: table)
        }
        switch conntrack.zone {
        case .number(0): break
        case .number(let number):
            separated(&self, "zone=")
            write(decimal: number)
        case .field(let part):
            separated(&self, "zone=")
            write(part)
        }
        var executed = conntrack.actions[...]
        if case .nat(let nat)? = executed.first {
            separated(&self, "")
            write(text: nat.description)
            executed.removeFirst()
        }
        if !executed.isEmpty {
            separated(&self, "exec(")
            write(Array(executed))
            write(")")
        }
        switch conntrack.helper {
        case 0: break
        case 21: separated(&self, "alg=ftp")
        case 69: separated(&self, "alg=tftp")
        default:
            separated(&self, "alg=")
            write(decimal: conntrack.helper)
        }
    }
}

extension SubField {
    var forActions: SubField {
        SubField(unchecked: field.forActions, offset: offset, bits: min(bits, field.forActions.partBits))
    }
}
