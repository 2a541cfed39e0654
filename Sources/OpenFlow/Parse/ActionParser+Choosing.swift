import NetworkTypes

extension ActionParser {
    /// Actions that choose by a hash, and learn.
    func choosing(_ item: TextItem) throws(FlowTextError) -> Action? {
        switch item.name {
        case "multipath": .multipath(try multipath(item.value))
        case "bundle": .bundle(try bundle(item.value, loads: false))
        case "bundle_load": .bundle(try bundle(item.value, loads: true))
        case "learn": .learn(try learn(item.value))
        default: nil
        }
    }

    private func hashFields(_ piece: TextPiece) throws(FlowTextError) -> HashFields {
        guard let fields = HashFields.allCases.first(where: { $0.description == piece.text.lowercased() }) else {
            throw piece.fail("fields to hash, such as symmetric_l4")
        }
        return fields
    }

    private func multipath(_ piece: TextPiece) throws(FlowTextError) -> Multipath {
        let parts = piece.parts(", ")
        guard parts.count == 6 else { throw piece.fail("FIELDS,BASIS,ALGORITHM,LINKS,ARGUMENT,FIELD[BITS]") }
        guard let algorithm = Multipath.Algorithm.allCases.first(where: { $0.text == parts[2].text.lowercased() })
        else { throw parts[2].fail("modulo_n, hash_threshold, hrw or iter_hash") }
        let links = try parts[3].number("a number of links", atMost: 65536)
        guard links >= 1 else { throw parts[3].fail("1…65536 links") }
        let destination = try SubField(parts[5])
        guard destination.bits >= 16 || links <= 1 << UInt128(destination.bits) else {
            throw parts[5].fail("bits enough for \(links) links")
        }
        return Multipath(
            try hashFields(parts[0]), basis: try parts[1].decimal("a basis"), algorithm: algorithm,
            lastLink: UInt16(links - 1), argument: try parts[4].integer("an argument"), to: destination)
    }

    private func bundle(_ piece: TextPiece, loads: Bool) throws(FlowTextError) -> PortBundle {
        let form = "FIELDS,BASIS,ALGORITHM,ofport,\(loads ? "FIELD[BITS]," : "")members:PORT,…"
        guard let (head, tail) = piece.split("members:") ?? piece.split("slaves:") else { throw piece.fail(form) }
        let parts = head.parts(", ")
        guard parts.count == (loads ? 5 : 4), parts[3].text == "ofport" else { throw head.fail(form) }
        guard let algorithm = PortBundle.Algorithm.allCases.first(where: { $0.text == parts[2].text.lowercased() })
        else { throw parts[2].fail("active_backup or hrw") }
        var members: [PortNumber] = []
        for part in tail.parts(", []") { members.append(try PortNumber(part)) }
        guard members.count <= PortBundle.maximumMembers else {
            throw tail.fail("at most \(PortBundle.maximumMembers) members")
        }
        return PortBundle(
            try hashFields(parts[0]), basis: try parts[1].decimal("a basis"), algorithm: algorithm, members: members,
            to: loads ? try SubField(parts[4]) : nil)
    }

    private func learn(_ piece: TextPiece) throws(FlowTextError) -> Learn {
        var learn = Learn()
        for item in try piece.items() {
            switch item.name {
            case "table": learn.table = UInt8(try item.value.number("a table", atMost: 254))
            case "priority": learn.priority = try item.value.integer("a priority")
            case "cookie": learn.cookie = try item.value.integer("a cookie")
            case "idle_timeout": learn.idleTimeout = try item.value.integer("seconds")
            case "hard_timeout": learn.hardTimeout = try item.value.integer("seconds")
            case "fin_idle_timeout": learn.finIdleTimeout = try item.value.integer("seconds")
            case "fin_hard_timeout": learn.finHardTimeout = try item.value.integer("seconds")
            case "send_flow_rem": learn.flags.insert(.sendFlowRemoved)
            case "delete_learned": learn.flags.insert(.deleteLearned)
            case "limit": learn.limit = try item.value.integer("a limit")
            case "result_dst":
                let result = try SubField(item.value)
                guard result.bits == 1 else { throw item.value.fail("one bit") }
                learn.result = result
            default: learn.specifications.append(try specification(item))
            }
        }
        return learn
    }

    private func specification(_ item: TextItem) throws(FlowTextError) -> Learn.Specification {
        if item.name == "output" { return .output(try SubField(item.value)) }
        if item.name == "load" {
            let (value, destination) = try arrow(item.value)
            let field = try SubField(destination)
            if let number = try? value.number() {
                guard field.bits <= 128 else { throw destination.fail("at most 128 bits") }
                guard number <= field.ones else { throw value.fail("at most \(field.bits) bits") }
                return .loadValue(field, number)
            }
            return .load(field, from: try same(try SubField(value), field, value))
        }
        guard let field = try? SubField(item.key) else { throw item.key.fail("a field, load, output or a setting") }
        guard !item.value.isEmpty else { return .match(field, from: field) }
        if let source = try? SubField(item.value) { return .match(field, from: try same(source, field, item.value)) }
        guard field.offset == 0, field.bits == field.field.partBits, field.field.metadataNumber == nil else {
            return .matchValue(field, try item.value.number("a field or a value", atMost: field.ones))
        }
        let value = try MatchField(field.field, item.value, mayMask: false)
        guard value.mask == nil else { throw item.value.fail("a value without a mask") }
        return .matchValue(field, value.value)
    }

    private func same(_ source: SubField, _ field: SubField, _ piece: TextPiece) throws(FlowTextError) -> SubField {
        guard source.bits == field.bits else { throw piece.fail("\(field.bits) bits") }
        return source
    }
}
