import Synchronization

/// For tests: dies before a chosen step of those that change files, as a process does that is killed there.
///
/// From that step on none happens, and nothing is tidied up either. Bound to a task: others do not notice.
final class PKIInterruption: Sendable {
    @TaskLocal static var current: PKIInterruption?

    private let survived: Int
    private let count = Atomic(0)

    /// - Parameter survived: how many steps still happen.
    init(after survived: Int) { self.survived = survived }

    /// Whether there were more steps than were survived.
    var hasStruck: Bool { count.load(ordering: .relaxed) > survived }

    func step(_ path: String) throws(TLSError) {
        guard count.add(1, ordering: .relaxed).newValue > survived else { return }
        throw TLSError(.failed, "interrupted at \(path)")
    }
}
