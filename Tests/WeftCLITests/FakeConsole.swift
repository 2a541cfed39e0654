import Synchronization

@testable import WeftCLI

/// Keeps what is written and answers from a list.
final class FakeConsole: Console {
    private struct State {
        var output = ""
        var errors = ""
        var answers: [String]
    }

    let isInteractive: Bool
    private let state: Mutex<State>

    /// - Parameter answers: what is typed at each question; nil when nobody sits there.
    init(answers: [String]? = nil) {
        isInteractive = answers != nil
        state = Mutex(State(answers: answers ?? []))
    }

    var output: String { state.withLock { $0.output } }
    var errors: String { state.withLock { $0.errors } }

    func write(_ text: String) { state.withLock { $0.output += text } }
    func writeError(_ text: String) { state.withLock { $0.errors += text } }

    func ask(_ question: String) -> String? {
        state.withLock {
            $0.output += question
            return $0.answers.isEmpty ? nil : $0.answers.removeFirst()
        }
    }
}
