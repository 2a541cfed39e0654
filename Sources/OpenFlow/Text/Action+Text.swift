import NetworkTypes

extension Action: CustomStringConvertible {
    /// As ovs-ofctl writes it.
    public var description: String {
        switch self {
        case .output(.controller, let maxLength): "CONTROLLER:\(maxLength)"
        case .output(let port, _): port.rawValue >= 0xffff_ff00 ? TextValue.port(port) : "output:\(port)"
        case .group(let id): "group:\(id)"
        case .setField(let field): "set_field:\(field.forActions.valueText)->\(field.field.name)"
        case .move(let source, let destination):
            "move:\(source.forActions.text)->\(destination.forActions.text)"
        case .resubmit(let port, let table): Self.resubmit(port, table, isOriginal: false)
        case .resubmitOriginal(let port, let table): Self.resubmit(port, table, isOriginal: true)
        case .push(let part): "push:\(part.forActions.text)"
        case .pop(let part): "pop:\(part.forActions.text)"
        case .pushVLAN(let etherType): "push_vlan:\(TextValue.padded(etherType, digits: 4))"
        case .popVLAN: "pop_vlan"
        case .decrementTTL: "dec_ttl"
        case .setQueue(let id): "set_queue:\(id)"
        case .meter(let id): "meter:\(id)"
        case .controller(let maxLength, let userdata, let meter):
            ControllerOptions(maxLength: maxLength, userdata: userdata, meter: meter).description
        case .conntrack(let conntrack): conntrack.description
        case .nat(let nat): nat.description
        case .clearConntrack: "ct_clear"
        case .clone(let actions): "clone(\(actions.text))"
        case .conjunction(let id, let clause, let count): "conjunction(\(id),\(Int(clause) + 1)/\(count))"
        case .controllerWith(let options): options.description
        case .unknown(let bytes): "unknown(\(TextValue.dotted(bytes)))"
        default: rareText
        }
    }

    private static func resubmit(_ port: PortNumber?, _ table: UInt8, isOriginal: Bool) -> String {
        let port = port == .inPort ? nil : port
        // As ovs-ofctl does, the short form leaves out that the original direction was asked for.
        if table == 0xff, let port { return "resubmit:\(TextValue.port(port))" }
        let table = table == 0xff ? "" : String(table)
        return "resubmit(\(port.map(TextValue.port) ?? ""),\(table)\(isOriginal ? ",ct" : ""))"
    }
}

extension SubField {
    var forActions: SubField {
        SubField(unchecked: field.forActions, offset: offset, bits: min(bits, field.forActions.bits))
    }
}

extension [Action] {
    var text: String { map(\.description).joined(separator: ",") }
}

extension Conntrack: CustomStringConvertible {
    /// As ovs-ofctl writes it: `ct(commit,zone=5,exec(…))`.
    public var description: String {
        var parts: [String] = []
        if commit { parts.append("commit") }
        if force { parts.append("force") }
        if let table { parts.append("table=\(table)") }
        switch zone {
        case .number(0): break
        case .number(let number): parts.append("zone=\(number)")
        case .field(let part): parts.append("zone=\(part.text)")
        }
        var executed = actions
        if case .nat(let nat)? = executed.first {
            parts.append(nat.description)
            executed.removeFirst()
        }
        if !executed.isEmpty { parts.append("exec(\(executed.text))") }
        switch helper {
        case 0: break
        case 21: parts.append("alg=ftp")
        case 69: parts.append("alg=tftp")
        default: parts.append("alg=\(helper)")
        }
        return "ct(\(parts.joined(separator: ",")))"
    }
}

extension NAT: CustomStringConvertible {
    /// As ovs-ofctl writes it: `nat(src=10.0.0.1-10.0.0.5:1-100)`.
    public var description: String {
        let kind = flags.contains(.source) ? "src" : flags.contains(.destination) ? "dst" : nil
        guard let kind else { return "nat" }
        // Without a range the flags of one stay unsaid.
        guard hasRange else { return "nat(\(kind))" }
        var parts = ["\(kind)=\(rangeText)"]
        if flags.contains(.persistent) { parts.append("persistent") }
        if flags.contains(.protocolHash) { parts.append("hash") }
        if flags.contains(.protocolRandom) { parts.append("random") }
        return "nat(\(parts.joined(separator: ",")))"
    }

    private var hasRange: Bool { ipv4 != nil || ipv6 != nil || ports != nil }

    private var rangeText: String {
        var text = ""
        if let ipv4 { text += Self.range(ipv4.lowerBound.description, ipv4.upperBound.description) }
        if let ipv6 {
            let bracket = { (address: IPv6Address) in ports == nil ? address.description : "[\(address)]" }
            text += Self.range(bracket(ipv6.lowerBound), bracket(ipv6.upperBound))
        }
        if let ports { text += ":" + Self.range(String(ports.lowerBound), String(ports.upperBound)) }
        return text
    }

    private static func range(_ least: String, _ greatest: String) -> String {
        least == greatest ? least : "\(least)-\(greatest)"
    }
}
