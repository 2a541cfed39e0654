public import NetworkTypes

extension Flow {
    /// Reads what `ovs-ofctl add-flow` takes and `dump-flows` prints: `table=1,priority=5,ip,nw_dst=10.0.0.1
    /// actions=output:2`. The result is canonical; counters are skipped. Ports may have names that are in `ports`.
    public init(text: String, ports: [String: PortNumber] = [:]) throws(FlowTextError) {
        self.init(table: 0, priority: 32768, cookie: 0, match: Match())
        let whole = TextPiece(text, ports: ports)
        let items = try whole.items(greedy: ["actions", "action"])
        guard let last = items.last, last.name.hasPrefix("action"), !last.hasBrackets else {
            throw whole.piece(whole.range.upperBound..<whole.range.upperBound).fail("actions=")
        }
        var matched: [TextItem] = []
        for item in items.dropLast() {
            if try !take(item) { matched.append(item) }
        }
        match = try Match(matched)
        var parser = ActionParser(match)
        instructions = try parser.instructions(last.rest)
        self = canonical
    }

    /// False for what belongs to the match.
    private mutating func take(_ item: TextItem) throws(FlowTextError) -> Bool {
        switch item.name {
        case "table": table = try item.value.decimal("a table")
        case "priority": priority = try item.value.integer("a priority")
        case "cookie": cookie = try item.value.integer("a cookie")
        case "idle_timeout": idleTimeout = try item.value.integer("seconds")
        case "hard_timeout": hardTimeout = try item.value.integer("seconds")
        case "importance": importance = try item.value.integer("an importance")
        case "duration", "n_packets", "n_bytes", "idle_age", "hard_age": break
        default:
            guard let flag = Self.flagNames.first(where: { $0.1 == item.name })?.0 else { return false }
            flags.insert(flag)
        }
        return true
    }
}
