/// The protocol versions that this library speaks; the raw value is the version byte of every message's header.
public enum OpenFlowVersion: UInt8, Comparable, CaseIterable, Sendable, CustomStringConvertible {
    // swift-format-ignore: AlwaysUseLowerCamelCase
    case v1_3 = 4
    // swift-format-ignore: AlwaysUseLowerCamelCase
    case v1_4 = 5
    // swift-format-ignore: AlwaysUseLowerCamelCase
    case v1_5 = 6

    public static func < (left: Self, right: Self) -> Bool { left.rawValue < right.rawValue }

    public var description: String {
        switch self {
        case .v1_3: "OpenFlow 1.3"
        case .v1_4: "OpenFlow 1.4"
        case .v1_5: "OpenFlow 1.5"
        }
    }
}
