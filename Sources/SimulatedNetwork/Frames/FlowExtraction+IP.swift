import OpenFlow

extension FlowExtraction {
    mutating func readIPv4() {
        guard remaining >= 20 else { return }
        let header = Int(byte(position) & 0xf) * 4
        let total = Int(word(position + 2))
        guard header >= 20, header <= remaining, header <= total, total <= remaining else { return }
        end = position + total
        layout.end = end
        fields[.ipDSCP] = UInt128(byte(position + 1) >> 2)
        fields[.ipECN] = UInt128(byte(position + 1) & 3)
        fields[.ipTTL] = UInt128(byte(position + 8))
        fields[.ipProtocol] = UInt128(byte(position + 9))
        fields[.ipv4Source] = number(position + 12, 4)
        fields[.ipv4Destination] = number(position + 16, 4)
        let fragment = word(position + 6)
        let isLater = fragment & 0x1fff != 0
        if isLater || fragment & 0x2000 != 0 { fields[.ipFragment] = isLater ? 3 : 1 }
        position += header
        if !isLater { readTransport() }
    }

    mutating func readIPv6() {
        guard remaining >= 40 else { return }
        let payload = Int(word(position + 4))
        guard payload + 40 <= remaining else { return }
        let start = position
        end = position + 40 + payload
        layout.end = end
        fields[.ipv6Source] = number(position + 8, 16)
        fields[.ipv6Destination] = number(position + 24, 16)
        position += 40
        guard let next = readExtensionHeaders(byte(start + 6)) else {
            // Of a chain that is cut off only the addresses are known.
            fields[.ipFragment] = 0
            return
        }
        let word = number(start, 4)
        fields[.ipDSCP] = word >> 22 & 0x3f
        fields[.ipECN] = word >> 20 & 3
        fields[.ipv6FlowLabel] = word & 0xf_ffff
        fields[.ipTTL] = UInt128(byte(start + 7))
        fields[.ipProtocol] = UInt128(next)
        if fields[.ipFragment] & 2 == 0 { readTransport() }
    }

    /// Passes the extension headers and answers what comes behind; nil when they are cut off.
    private mutating func readExtensionHeaders(_ first: UInt8) -> UInt8? {
        let (hopByHop, routing, fragment, authentication, destination): (UInt8, UInt8, UInt8, UInt8, UInt8) =
            (0, 43, 44, 51, 60)
        var next = first
        while true {
            guard [hopByHop, routing, fragment, authentication, destination].contains(next) else { return next }
            guard remaining >= 8 else { return nil }
            let header = position
            switch next {
            case fragment:
                next = byte(header)
                position += 8
                let offset = word(header + 2)
                guard offset != 0 else { continue }
                let isLater = offset & 0xfff8 != 0
                fields[.ipFragment] = isLater ? 3 : 1
                if isLater { return fragment }
            case authentication:
                guard skip((Int(byte(header + 1)) + 2) * 4) else { return nil }
                next = byte(header)
            default:
                guard skip((Int(byte(header + 1)) + 1) * 8) else { return nil }
                next = byte(header)
            }
        }
    }

    private mutating func skip(_ count: Int) -> Bool {
        guard remaining >= count else { return false }
        position += count
        return true
    }
}
