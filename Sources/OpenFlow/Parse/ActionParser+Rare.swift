import NetworkTypes

extension ActionParser {
    func rare(_ item: TextItem) throws(FlowTextError) -> Action? {
        let value = item.value
        switch item.name {
        case "sample": return .sample(try sample(value))
        case "note": return .note(try value.hexadecimalBytes())
        case "fin_timeout": return try finTimeout(value)
        case "write_metadata":
            let (number, mask) = try metadata(value)
            return .writeMetadata(number, mask: mask)
        case "encap": return .encap(try encap(value))
        case "decap": return .decap(packetType: try decap(value))
        case "check_pkt_larger":
            guard let tail = item.tail else { throw value.fail("check_pkt_larger(BYTES)->FIELD[BIT]") }
            let result = try SubField(tail)
            guard result.bits == 1 else { throw tail.fail("one bit") }
            return .checkPacketLarger(length: try value.integer("bytes"), result: result)
        case "delete_field":
            guard let field = Field(symbol: value.text) ?? Field(name: value.text) else { throw value.fail("a field") }
            return .deleteField(field)
        case "unknown":
            let bytes = try value.hexadecimalBytes()
            guard bytes.count >= 8, bytes.count % 8 == 0, Int(bytes[2]) << 8 | Int(bytes[3]) == bytes.count else {
                throw value.fail("the bytes of a whole action")
            }
            return .unknown(bytes)
        default: return nil
        }
    }

    private func sample(_ piece: TextPiece) throws(FlowTextError) -> Sample {
        var sample = Sample(probability: 0)
        for item in try piece.items() {
            switch item.name {
            case "probability": sample.probability = try item.value.integer("a probability")
            case "collector_set_id": sample.collectorSet = try item.value.integer()
            case "obs_domain_id": sample.observationDomain = try item.value.integer()
            case "obs_point_id": sample.observationPoint = try item.value.integer()
            case "sampling_port": sample.port = try PortNumber(item.value)
            case "ingress": sample.direction = .ingress
            case "egress": sample.direction = .egress
            default: throw item.key.fail("probability, collector_set_id, obs_…, sampling_port, ingress or egress")
            }
        }
        guard sample.probability != 0 else { throw piece.fail("a probability, 1…65535") }
        return sample
    }

    private func finTimeout(_ piece: TextPiece) throws(FlowTextError) -> Action {
        var idle: UInt16 = 0
        var hard: UInt16 = 0
        for item in try piece.items() {
            switch item.name {
            case "idle_timeout": idle = try item.value.integer("seconds")
            case "hard_timeout": hard = try item.value.integer("seconds")
            default: throw item.key.fail("idle_timeout or hard_timeout")
            }
        }
        return .finTimeout(idle: idle, hard: hard)
    }

    private func encap(_ piece: TextPiece) throws(FlowTextError) -> Encap {
        let items = try piece.items()
        guard let item = items.first, items.count == 1,
            let type = Encap.names.first(where: { $0.value == item.name })?.key
        else { throw piece.fail("ethernet, nsh, mpls or mpls_mc") }
        var encap = Encap(type)
        for property in try item.value.items() {
            guard type == Encap.nsh else { throw property.key.fail("no properties") }
            switch property.name {
            case "md_type":
                let kind: UInt8 = try property.value.integer("a metadata type")
                guard kind == 1 || kind == 2 else { throw property.value.fail("1 or 2") }
                encap.properties.append(.nshMetadataType(kind))
            case "tlv": encap.properties.append(try metadata(tlv: property.value))
            default: throw property.key.fail("md_type or tlv")
            }
        }
        return encap
    }

    private func metadata(tlv piece: TextPiece) throws(FlowTextError) -> Encap.Property {
        let parts = piece.parts(", ")
        guard parts.count == 3, parts[2].text.hasPrefix("0x") || parts[2].text == "0" else {
            throw piece.fail("tlv(CLASS,TYPE,0x…)")
        }
        let digits = parts[2].text == "0" ? "00" : String(parts[2].text.dropFirst(2))
        let bytes = try TextPiece(digits.count % 2 == 0 ? digits : "0" + digits).hexadecimalBytes()
        guard bytes.count <= 124 else { throw parts[2].fail("at most 124 bytes") }
        return .nshMetadata(
            class: try parts[0].integer("a class"), type: try parts[1].integer("a type"), bytes)
    }

    private func decap(_ piece: TextPiece) throws(FlowTextError) -> UInt32 {
        let items = try piece.items()
        guard let item = items.first else { return 0xfffe }
        var namespace: UInt16?
        var type: UInt16?
        for part in try item.value.items() {
            switch part.name {
            case "ns": namespace = try part.value.integer("a namespace")
            case "type": type = try part.value.integer("a type")
            default: throw part.key.fail("ns or type")
            }
        }
        guard item.name == "packet_type", let namespace, let type else {
            throw piece.fail("packet_type(ns=…,type=…)")
        }
        return UInt32(namespace) << 16 | UInt32(type)
    }
}
