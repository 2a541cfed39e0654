/// How often the calling thread has allocated memory. Only a program that stands before the allocator can tell.
public struct AllocationCounter: Sendable {
    /// Allocations since the thread began; always zero when they are not counted.
    public let read: @Sendable () -> Int
    let isCounting: Bool

    public init(read: @escaping @Sendable () -> Int) {
        self.read = read
        isCounting = true
    }

    private init() {
        read = { 0 }
        isCounting = false
    }

    /// For programs that do not count.
    public static let none = AllocationCounter()

    /// What `name` allocates for each of its messages; nothing where allocations are not counted.
    func figure(_ name: String, _ allocated: Double, limit: Double) -> [Figure] {
        guard isCounting else { return [] }
        return [Figure("\(name).allocations", allocated, "a message", goal: .atMost(limit + Self.slack))]
    }

    /// What a whole run may allocate beside its messages, for each of them.
    private static let slack = 0.001
}
