/// How long Open vSwitch waits before it dials again: a second after a connection that stood, and twice as long after every
/// attempt that failed, up to a maximum (reconnect.c in 3.1). No chance is in it: hosts that are lost together come back
/// together.
public struct RedialPause {
    private static let minimum = Duration.seconds(1)

    /// No pause is longer.
    public var maximum: Duration
    private var last: Duration?

    public init(maximum: Duration) { self.maximum = maximum }

    public mutating func next() -> Duration {
        let pause = min(last.map { $0 * 2 } ?? Self.minimum, max(maximum, Self.minimum))
        last = pause
        return pause
    }

    /// A connection stands.
    public mutating func reset() { last = nil }
}
