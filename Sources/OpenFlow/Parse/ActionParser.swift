public import NetworkTypes

extension [Action] {
    /// Reads what ovs-ofctl writes and takes behind `actions=`, without instructions; `drop` is none.
    /// Ports may have names that are in `ports`.
    public init(text: String, ports: [String: PortNumber] = [:]) throws(FlowTextError) {
        var parser = ActionParser(Match())
        self = try parser.actions(TextPiece(text, ports: ports))
    }
}

/// Reads actions; lists nest in some of them, to a bound.
struct ActionParser {
    /// The protocol that the flow matches, which says what a port is.
    let transport: UInt128?
    /// Whether the packet has a VLAN tag there: setting one without pushes it first.
    var hasTag: Bool
    private var depth = 0

    init(_ match: Match) {
        transport = match[.ipProtocol]?.value
        hasTag = (match[.vlanVID]?.value ?? 0) & 0x1000 != 0
    }

    /// Actions and instructions of a flow, in the order in which they stand.
    mutating func instructions(_ piece: TextPiece) throws(FlowTextError) -> [Instruction] {
        var result: [Instruction] = []
        var applied: [Action] = []
        for item in try piece.items() {
            switch item.name {
            case "goto_table": result.append(.goto(try item.value.decimal("a table")))
            case "clear_actions": result.append(.clearActions)
            case "write_actions": result.append(.writeActions(try nested(item.value)))
            case "write_metadata":
                let (value, mask) = try metadata(item.value)
                result.append(.writeMetadata(value, mask: mask))
            default: applied += try self.actions(item)
            }
        }
        return applied.isEmpty ? result : [.applyActions(applied)] + result
    }

    mutating func actions(_ piece: TextPiece) throws(FlowTextError) -> [Action] {
        var result: [Action] = []
        for item in try piece.items() { result += try actions(item) }
        return result
    }

    /// What one word says; some of OpenFlow 1.0 say several actions.
    private mutating func actions(_ item: TextItem) throws(FlowTextError) -> [Action] {
        if let actions = try old(item) { return actions }
        guard let action = try action(item) else { return [] }
        switch action {
        case .pushVLAN: hasTag = true
        case .popVLAN: hasTag = false
        default: break
        }
        return [action]
    }

    mutating func nested(_ piece: TextPiece) throws(FlowTextError) -> [Action] {
        guard depth < Action.maximumDepth else {
            throw piece.fail("at most \(Action.maximumDepth) actions in each other")
        }
        depth += 1
        defer { depth -= 1 }
        return try actions(piece)
    }

    /// Nil for `drop`, which is no action.
    private mutating func action(_ item: TextItem) throws(FlowTextError) -> Action? {
        if item.name == "drop" { return nil }
        if let word = Self.words[item.name], item.value.isEmpty { return word }
        if let action = try plain(item) { return action }
        if let action = try change(item) { return action }
        if let action = try nesting(item) { return action }
        if let action = try choosing(item) { return action }
        if let action = try rare(item) { return action }
        // A port alone, and the controller with a length.
        if item.name.uppercased() == "CONTROLLER" { return try controller(item.value) }
        if item.value.isEmpty, let port = try? PortNumber(item.key) { return .output(port) }
        throw item.key.fail("an action")
    }

    private static let words: [String: Action] = [
        "pop_vlan": .popVLAN, "strip_vlan": .popVLAN, "dec_ttl": .decrementTTL, "ct_clear": .clearConntrack,
        "nat": .nat(NAT()), "copy_ttl_out": .copyTTLOut, "copy_ttl_in": .copyTTLIn, "dec_mpls_ttl": .decrementMPLSTTL,
        "pop_pbb": .popPBB, "dec_nsh_ttl": .decrementNSHTTL, "pop_queue": .popQueue, "exit": .exit,
    ]

    private func plain(_ item: TextItem) throws(FlowTextError) -> Action? {
        let value = item.value
        switch item.name {
        case "output": return try output(item)
        case "group": return .group(try value.integer("a group"))
        case "set_queue": return .setQueue(try value.integer("a queue"))
        case "meter": return .meter(try value.integer("a meter"))
        case "resubmit": return try resubmit(item)
        case "push_vlan": return .pushVLAN(try value.integer("an EtherType"))
        case "push_mpls": return .pushMPLS(try value.integer("an EtherType"))
        case "pop_mpls": return .popMPLS(try value.integer("an EtherType"))
        case "push_pbb": return .pushPBB(try value.integer("an EtherType"))
        case "push": return .push(try SubField(value))
        case "pop": return .pop(try SubField(value))
        case "mod_nw_ttl": return .setTTL(try value.integer("a time to live"))
        case "set_mpls_ttl": return .setMPLSTTL(try value.integer("a time to live"))
        case "set_tunnel": return .setTunnel(UInt64(try value.integer("a tunnel key", as: UInt32.self)), isWide: false)
        case "set_tunnel64": return .setTunnel(try value.integer("a tunnel key"), isWide: true)
        case "dec_ttl":
            var ids: [UInt16] = []
            for part in value.parts(", ") { ids.append(try part.integer("a controller's id")) }
            return ids.isEmpty ? .decrementTTL : .decrementTTLForControllers(ids)
        case "controller" where item.hasBrackets: return try controller(value)
        default: return nil
        }
    }

    private func output(_ item: TextItem) throws(FlowTextError) -> Action {
        guard item.hasBrackets else {
            if let part = try? SubField(item.value) { return .outputField(part, maxLength: 0xffff) }
            return .output(try PortNumber(item.value))
        }
        var port: PortNumber?
        var length: UInt32?
        for part in try item.value.items() {
            switch part.name {
            case "port": port = try PortNumber(part.value)
            case "max_len": length = try part.value.integer("bytes")
            default: throw part.key.fail("port or max_len")
            }
        }
        guard let port, let length, length >= 14 else { throw item.value.fail("port=…,max_len=… of 14 bytes or more") }
        return .outputTruncated(port, maxLength: length)
    }

    private func resubmit(_ item: TextItem) throws(FlowTextError) -> Action {
        guard item.hasBrackets else {
            let port = try PortNumber(item.value)
            return .resubmit(port: port == .inPort ? nil : port, table: 0xff)
        }
        let first =
            item.value.split(",") ?? (
                item.value, item.value.piece(item.value.range.upperBound..<item.value.range.upperBound)
            )
        let port = first.0.isEmpty ? nil : try PortNumber(first.0)
        let second = first.1.split(",")
        let tablePiece = second?.0 ?? first.1
        let table: UInt8 = tablePiece.isEmpty ? 0xff : try tablePiece.decimal("a table")
        guard let kind = second?.1 else { return .resubmit(port: port == .inPort ? nil : port, table: table) }
        guard kind.text == "ct" else { throw kind.fail("ct") }
        return .resubmitOriginal(port: port == .inPort ? nil : port, table: table)
    }

    private func controller(_ piece: TextPiece) throws(FlowTextError) -> Action {
        var options = ControllerOptions()
        if !piece.isEmpty, let length = try? piece.integer(as: UInt16.self) {
            options.maxLength = length
            return options.action
        }
        for item in try piece.items() {
            switch item.name {
            case "max_len": options.maxLength = try item.value.integer("bytes")
            case "id": options.controllerID = try item.value.integer("a controller's id")
            case "reason":
                guard let reason = ControllerOptions.reasons.firstIndex(of: item.value.text.lowercased()) else {
                    throw item.value.fail("a reason, such as no_match")
                }
                options.reason = UInt8(reason)
            case "userdata": options.userdata = try item.value.hexadecimalBytes()
            case "pause": options.pauses = true
            case "meter_id": options.meter = try item.value.integer("a meter")
            default: throw item.key.fail("max_len, id, reason, userdata, pause or meter_id")
            }
        }
        return options.action
    }

    func metadata(_ piece: TextPiece) throws(FlowTextError) -> (UInt64, UInt64) {
        guard let (value, mask) = piece.split("/") else { return (try piece.integer("metadata"), .max) }
        return (try value.integer("metadata"), try mask.integer("a mask"))
    }
}
