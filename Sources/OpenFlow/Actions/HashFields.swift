/// What multipath and bundle hash: NX_HASH_FIELDS_* of `nicira-ext.h`.
public enum HashFields: UInt16, CaseIterable, Hashable, Sendable, CustomStringConvertible {
    case ethernetSource = 0
    case symmetricL4 = 1
    case symmetricL3L4 = 2
    case symmetricL3L4UDP = 3
    case ipSource = 4
    case ipDestination = 5
    case symmetricL3 = 6

    /// As ovs-ofctl writes it.
    public var description: String {
        switch self {
        case .ethernetSource: "eth_src"
        case .symmetricL4: "symmetric_l4"
        case .symmetricL3L4: "symmetric_l3l4"
        case .symmetricL3L4UDP: "symmetric_l3l4+udp"
        case .ipSource: "nw_src"
        case .ipDestination: "nw_dst"
        case .symmetricL3: "symmetric_l3"
        }
    }
}
