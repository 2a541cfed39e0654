/// What connection tracking looks at in a TCP header (RFC 9293 section 3.1).
struct TCPSegment: Hashable, Sendable {
    struct Flags: OptionSet, Hashable, Sendable {
        let rawValue: UInt8

        static let fin = Flags(rawValue: 1)
        static let syn = Flags(rawValue: 2)
        static let rst = Flags(rawValue: 4)
        static let psh = Flags(rawValue: 8)
        static let ack = Flags(rawValue: 0x10)
        static let urg = Flags(rawValue: 0x20)
    }

    /// The shift of windows (RFC 7323 section 2).
    enum Scale: Hashable, Sendable {
        /// The option was not there.
        case none
        /// The connection was picked up after its SYNs.
        case unknown
        case shift(UInt8)

        var shift: Int { if case .shift(let bits) = self { Int(bits) } else { 0 } }
    }

    let flags: Flags
    let sequence: UInt32
    let acknowledgement: UInt32
    let window: UInt32
    let payload: UInt32
    let scale: Scale

    /// - Parameter body: the segment whole, as long as the packet says; nil when its header is not there.
    init?(_ body: ArraySlice<UInt8>) {
        guard body.count >= 20 else { return nil }
        let header = Int(body[body.startIndex + 12] >> 4) * 4
        guard header >= 20, header <= body.count else { return nil }
        flags = Flags(rawValue: body[body.startIndex + 13])
        sequence = UInt32(body.number(4, 4))
        acknowledgement = UInt32(body.number(8, 4))
        window = UInt32(body.word(14))
        payload = UInt32(body.count - header)
        scale = Self.scale(body.prefix(header).dropFirst(20))
    }

    private static let largestShift: UInt8 = 14

    private static func scale(_ options: ArraySlice<UInt8>) -> Scale {
        var result = Scale.none
        var rest = options
        while rest.count >= 3 {
            let (kind, length) = (rest[rest.startIndex], rest[rest.startIndex + 1])
            switch kind {
            case 0: return result
            case 1: rest = rest.dropFirst()
            default:
                if kind == 3 { result = .shift(min(rest[rest.startIndex + 2], largestShift)) }
                rest = rest.dropFirst(max(2, Int(length)))
            }
        }
        return result
    }

    /// Flags that no segment has.
    var isImpossible: Bool {
        if flags.contains(.syn) {
            if !flags.isDisjoint(with: [.rst, .fin]) { return true }
        } else if flags.isDisjoint(with: [.ack, .rst]) {
            return true
        }
        return !flags.contains(.ack) && !flags.isDisjoint(with: [.fin, .psh, .urg])
    }

    /// Whether it may begin a connection: no answer to a SYN. A connection may be picked up in its middle.
    var mayOpen: Bool { !isImpossible && !flags.isSuperset(of: [.syn, .ack]) }
}
