import Synchronization

/// One connection to a peer; never used twice in a process.
public struct SessionKey: Hashable, Comparable, Sendable, CustomStringConvertible {
    public let rawValue: UInt64

    public init(rawValue: UInt64) { self.rawValue = rawValue }

    private static let last = Atomic<UInt64>(0)

    /// A key that no other session of the process has; from any thread.
    static func next() -> SessionKey {
        SessionKey(rawValue: last.add(1, ordering: .relaxed).newValue)
    }

    public static func < (left: Self, right: Self) -> Bool { left.rawValue < right.rawValue }
    public var description: String { "session \(rawValue)" }
}
