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
}
