import NetworkTypes
import OpenFlow

extension FlowExtraction {
    mutating func readTransport() {
        layout.transport = position
        let isV6 = fields[.etherType] == UInt128(EtherType.ipv6)
        switch fields[.ipProtocol] {
        case 6: readTCP()
        case 17 where remaining >= 8: readPorts(.udpSource, .udpDestination)
        case 132 where remaining >= 12: readPorts(.sctpSource, .sctpDestination)
        case 1 where !isV6 && remaining >= 8: readType(.icmpv4Type, .icmpv4Code)
        case 58 where isV6 && remaining >= 8: readICMPv6()
        default: break
        }
        // Else fragments pretend to have no ports.
        if fields[.ipFragment] != 0, !showsFragments { hideTransport() }
    }

    private mutating func readTCP() {
        guard remaining >= 20 else { return }
        let header = Int(byte(position + 12) >> 4) * 4
        guard header >= 20, header <= remaining else { return }
        readPorts(.tcpSource, .tcpDestination)
        fields[.tcpFlags] = UInt128(word(position + 12) & 0xfff)
    }

    private mutating func readPorts(_ source: Field, _ destination: Field) {
        fields[source] = UInt128(word(position))
        fields[destination] = UInt128(word(position + 2))
    }

    private mutating func readType(_ type: Field, _ code: Field) {
        fields[type] = UInt128(byte(position))
        fields[code] = UInt128(byte(position + 1))
    }

    private mutating func readICMPv6() {
        readType(.icmpv6Type, .icmpv6Code)
        let type = byte(position)
        guard byte(position + 1) == 0, type == 135 || type == 136 else { return }
        fields[.ndReserved] = number(position + 4, 4)
        guard remaining >= 24 else { return }
        fields[.ndTarget] = number(position + 8, 16)
        readLinkLayerOptions()
    }

    /// The addresses in options 1 and 2. An option of another length than 8 is passed over; one that is told twice
    /// makes the whole message unknown, target and all.
    private mutating func readLinkLayerOptions() {
        var option = position + 24
        while end - option >= 8 {
            let length = Int(byte(option + 1)) * 8
            guard length > 0, option + length <= end else { return }
            let kind = byte(option)
            if length == 8, kind == 1 || kind == 2 {
                let field = kind == 1 ? Field.ndSourceLinkLayer : .ndTargetLinkLayer
                guard fields[field] == 0 else { return forgetTarget() }
                fields[field] = number(option + 2, 6)
                if kind == 1 { layout.sourceLinkLayer = option + 2 } else { layout.targetLinkLayer = option + 2 }
                if layout.firstOption == nil {
                    layout.firstOption = option
                    fields[.ndOptionsType] = UInt128(kind)
                }
            }
            option += length
        }
    }

    private mutating func forgetTarget() {
        for field in [Field.ndTarget, .ndSourceLinkLayer, .ndTargetLinkLayer] { fields[field] = 0 }
    }

    private mutating func hideTransport() {
        let ports: [Field] = [
            .tcpSource, .tcpDestination, .udpSource, .udpDestination, .sctpSource, .sctpDestination, .icmpv4Type,
            .icmpv4Code, .icmpv6Type, .icmpv6Code,
        ]
        for field in ports { fields[field] = 0 }
    }
}
