import Foundation
import Glibc
import Synchronization

/// Opens sockets inside network namespaces without starting a program there.
enum NetworkNamespace {
    /// Runs `body` inside each namespace in turn, and returns what it made, in the same order.
    ///
    /// A socket stays in the namespace in which it was opened. The work is done on a thread of its own that ends
    /// afterwards: no other code of this process ever runs in a foreign namespace.
    static func visit<Result: Sendable>(
        _ files: [String], _ body: @escaping @Sendable (Int) throws(LabError) -> Result
    ) throws(LabError) -> [Result] {
        let outcome = Mutex<Swift.Result<[Result], LabError>>(.success([]))
        let finished = DispatchSemaphore(value: 0)
        Thread {
            do throws(LabError) {
                for (position, file) in files.enumerated() {
                    try enter(file)
                    let made = try body(position)
                    outcome.withLock { $0 = $0.map { $0 + [made] } }
                }
            } catch {
                outcome.withLock { $0 = .failure(error) }
            }
            finished.signal()
        }.start()
        finished.wait()
        return try outcome.withLock { $0 }.get()
    }

    private static func enter(_ file: String) throws(LabError) {
        let descriptor = open(file, O_RDONLY | O_CLOEXEC)
        guard descriptor >= 0 else { throw systemError(file) }
        defer { close(descriptor) }
        try GNUFunctions.enterNetworkNamespace(descriptor)
    }
}
