import Synchronization
public import Testing

/// Says that a test shows rows of the attack table, and notes how it ends.
public struct Coverage: TestTrait, TestScoping {
    let attacks: [Attack]

    /// Called once a test, or once an argument of it; the row holds when all of them pass.
    public func provideScope(
        for test: Test, testCase: Test.Case?, performing function: @Sendable () async throws -> Void
    ) async throws {
        let record = Record.of(test, attacks)
        let failures = Mutex(0)
        let watched = IssueHandlingTrait.compactMapIssues { issue in
            if issue.isFailure { failures.withLock { $0 += 1 } }
            return issue
        }
        do {
            try await Record.$current.withValue(record) {
                try await watched.provideScope(for: test, testCase: testCase, performing: function)
            }
        } catch {
            record.end(passed: false)
            throw error
        }
        record.end(passed: failures.withLock { $0 } == 0)
    }
}

extension Trait where Self == Coverage {
    /// This test shows these rows of the attack table in `docs/security.md`: when it passes they hold.
    public static func covers(_ attacks: Attack...) -> Self { Coverage(attacks: attacks) }
}

/// Notes a number, or what was seen, for the rows that the running test covers; does nothing in other tests.
///
/// - Parameter attacks: the rows it belongs to; by default all that the test covers.
public func noteMeasurement(_ text: String, for attacks: Attack...) {
    Record.current?.note(text, attacks)
}
