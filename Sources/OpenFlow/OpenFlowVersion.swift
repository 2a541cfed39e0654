/// The protocol versions that this library speaks; the raw value is the version byte of every message's header.
public enum OpenFlowVersion: UInt8, Comparable, CaseIterable, Sendable, CustomStringConvertible {
    // swift-format-ignore: AlwaysUseLowerCamelCase
    case v1_3 = 4
    // swift-format-ignore: AlwaysUseLowerCamelCase
    case v1_4 = 5
    // swift-format-ignore: AlwaysUseLowerCamelCase
    case v1_5 = 6

    public static func < (left: Self, right: Self) -> Bool { left.rawValue < right.rawValue }

    /// The specification's number, such as `1.3`.
    public var number: String {
        switch self {
        case .v1_3: "1.3"
        case .v1_4: "1.4"
        case .v1_5: "1.5"
        }
    }

    public var description: String { "OpenFlow \(number)" }
}
