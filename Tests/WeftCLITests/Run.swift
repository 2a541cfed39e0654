import Synchronization

@testable import WeftCLI

/// What one run of the program did.
struct Run {
    let status: Int32
    let output: String
    let errors: String

    /// Runs `weft` with a server in memory; time passes as soon as somebody waits.
    init(
        _ words: String..., server: FakeServer = FakeServer([:]), answers: [String]? = nil,
        environment: [String: String] = [:]
    ) {
        self.init(arguments: words, server: server, answers: answers, environment: environment)
    }

    init(
        arguments: [String], server: FakeServer = FakeServer([:]), answers: [String]? = nil,
        environment: [String: String] = [:]
    ) {
        let console = FakeConsole(answers: answers)
        let time = FakeTime()
        let pacing = Pacing(now: { time.now }, sleep: { time.pass($0) })
        let program = Program(console: console, pacing: pacing) { _ in server }
        status = program.run(arguments, environment: environment)
        output = console.output
        errors = console.errors
    }
}

/// A clock that moves when it is slept on.
final class FakeTime: Sendable {
    private let time = Mutex(Duration.zero)

    var now: Duration { time.withLock { $0 } }

    func pass(_ duration: Duration) { time.withLock { $0 += duration } }
}
