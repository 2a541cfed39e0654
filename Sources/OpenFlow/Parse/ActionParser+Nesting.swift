import NetworkTypes

extension ActionParser {
    /// Actions that hold others, and those of connection tracking.
    mutating func nesting(_ item: TextItem) throws(FlowTextError) -> Action? {
        switch item.name {
        case "clone": .clone(try nested(item.value))
        case "ct": .conntrack(try conntrack(item.value))
        case "nat": .nat(try nat(item.value))
        case "conjunction": try conjunction(item.value)
        default: nil
        }
    }

    private mutating func conntrack(_ piece: TextPiece) throws(FlowTextError) -> Conntrack {
        var conntrack = Conntrack()
        for item in try piece.items() {
            switch item.name {
            case "commit": conntrack.commit = true
            case "force": conntrack.force = true
            case "table": conntrack.table = try item.value.integer("a table")
            case "zone": conntrack.zone = try zone(item.value)
            case "alg": conntrack.helper = try helper(item.value)
            case "nat": conntrack.actions.append(.nat(try nat(item.value)))
            case "exec": conntrack.actions += try nested(item.value)
            default: throw item.key.fail("commit, force, table, zone, alg, nat or exec")
            }
        }
        guard conntrack.commit || !conntrack.force else { throw piece.fail("commit with force") }
        return conntrack
    }

    private func zone(_ piece: TextPiece) throws(FlowTextError) -> Conntrack.Zone {
        guard piece.split("[") != nil else { return .number(try piece.integer("a zone or a field's 16 bits")) }
        let part = try SubField(piece)
        guard part.bits == 16 else { throw piece.fail("16 bits") }
        return .field(part)
    }

    private func helper(_ piece: TextPiece) throws(FlowTextError) -> UInt16 {
        switch piece.text {
        case "ftp": 21
        case "tftp": 69
        default: try piece.integer("ftp, tftp or a port")
        }
    }

    private func conjunction(_ piece: TextPiece) throws(FlowTextError) -> Action {
        guard let (id, rest) = piece.split(","), let (clause, count) = rest.split("/") else {
            throw piece.fail("conjunction(ID,CLAUSE/COUNT)")
        }
        let total = try count.number("2…64 clauses", atMost: 64)
        let number = try clause.number("a clause, 1…\(total)", atMost: total)
        guard total >= 2, number >= 1 else { throw rest.fail("a clause of 2…64") }
        let identity: UInt32 = try id.integer("a conjunction's number")
        return .conjunction(id: identity, clause: UInt8(number - 1), count: UInt8(total))
    }

    func nat(_ piece: TextPiece) throws(FlowTextError) -> NAT {
        var nat = NAT()
        for item in try piece.items() {
            switch item.name {
            case "src", "dst":
                nat.flags.insert(item.name == "src" ? .source : .destination)
                if !item.value.isEmpty { try addRange(item.value, to: &nat) }
            case "persistent": nat.flags.insert(.persistent)
            case "hash": nat.flags.insert(.protocolHash)
            case "random": nat.flags.insert(.protocolRandom)
            default: throw item.key.fail("src, dst, persistent, hash or random")
            }
        }
        return nat
    }

    /// `10.0.0.1-10.0.0.5:1-100`, `[fd00::1]-[fd00::5]:1-100` or `fd00::1-fd00::5`.
    private func addRange(_ piece: TextPiece, to nat: inout NAT) throws(FlowTextError) {
        var addresses = piece
        if piece.first == UInt8(ascii: "[") {
            if let last = piece.range.last(where: { piece[$0] == UInt8(ascii: "]") }), last + 1 < piece.range.upperBound
            {
                guard piece[last + 1] == UInt8(ascii: ":") else { throw piece.fail("ports behind a colon") }
                nat.ports = try ports(piece.piece(last + 2..<piece.range.upperBound))
                addresses = piece.piece(piece.range.lowerBound..<last + 1)
            }
        } else if piece.split(".") != nil, let (before, after) = piece.split(":") {
            nat.ports = try ports(after)
            addresses = before
        }
        let ends = addresses.split("-") ?? (addresses, addresses)
        if let least = try? IPv4Address(ends.0.text), let greatest = try? IPv4Address(ends.1.text), least <= greatest {
            nat.ipv4 = least...greatest
            return
        }
        let least = try ipv6(ends.0)
        let greatest = try ipv6(ends.1)
        guard least <= greatest else { throw addresses.fail("addresses in ascending order") }
        nat.ipv6 = least...greatest
    }

    private func ipv6(_ piece: TextPiece) throws(FlowTextError) -> IPv6Address {
        let text = piece.text.filter { $0 != "[" && $0 != "]" }
        guard let address = try? IPv6Address(text) else { throw piece.fail("an address, or two in ascending order") }
        return address
    }

    private func ports(_ piece: TextPiece) throws(FlowTextError) -> ClosedRange<UInt16> {
        let ends = piece.split("-") ?? (piece, piece)
        let least: UInt16 = try ends.0.integer("a port")
        let greatest: UInt16 = try ends.1.integer("a port")
        guard least <= greatest else { throw piece.fail("ports in ascending order") }
        return least...greatest
    }
}
