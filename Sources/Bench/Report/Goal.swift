/// What a figure should be.
public struct Goal: Hashable, Sendable {
    public enum Comparison: String, Hashable, Sendable {
        case atMost = "≤"
        case atLeast = "≥"
    }

    public let comparison: Comparison
    public let limit: Double
    /// A time on another machine: it says where one stands, and cannot be missed.
    public let isOrientation: Bool

    public static func atMost(_ limit: Double) -> Goal { Goal(comparison: .atMost, limit: limit, isOrientation: false) }
    public static func atLeast(_ limit: Double) -> Goal {
        Goal(comparison: .atLeast, limit: limit, isOrientation: false)
    }

    /// The same, but only for orientation.
    public var orientation: Goal { Goal(comparison: comparison, limit: limit, isOrientation: true) }

    public func isMet(by value: Double) -> Bool {
        switch comparison {
        case .atMost: value <= limit
        case .atLeast: value >= limit
        }
    }
}
