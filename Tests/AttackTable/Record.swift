import Foundation
import Synchronization
import Testing

/// How one test ended that covers rows of the table, in a file beside the test programs.
///
/// A line a row: `A1 <tab> passed|failed <tab> test <tab> what was measured <tab> attack <tab> criterion`.
final class Record: Sendable {
    @TaskLocal static var current: Record?

    private static let records = Mutex<[String: Record]>([:])

    private struct State {
        var attacks: [Attack] = []
        var measured: [Attack: [String]] = [:]
        var passed = true
    }

    private let test: String
    private let state = Mutex(State())

    private init(_ test: String) { self.test = test }

    /// The record of a test, which its arguments share.
    static func of(_ test: Test, _ attacks: [Attack]) -> Record {
        let name = name(test)
        let record = records.withLock { records in
            let record = records[name] ?? Record(name)
            records[name] = record
            return record
        }
        record.state.withLock { state in
            for attack in attacks where !state.attacks.contains(attack) { state.attacks.append(attack) }
        }
        return record
    }

    func note(_ text: String, _ attacks: [Attack]) {
        state.withLock { state in
            for attack in attacks.isEmpty ? state.attacks : attacks { state.measured[attack, default: []].append(text) }
        }
    }

    func end(passed: Bool) {
        let lines = state.withLock { state in
            if !passed { state.passed = false }
            return state.attacks.map { attack in
                [
                    attack.rawValue, state.passed ? "passed" : "failed", test,
                    (state.measured[attack] ?? []).joined(separator: "; "), attack.attack, attack.criterion,
                ].map(Self.cell).joined(separator: "\t") + "\n"
            }
        }
        do {
            try FileManager.default.createDirectory(atPath: Self.directory, withIntermediateDirectories: true)
            try lines.joined().write(toFile: "\(Self.directory)/\(fileName)", atomically: true, encoding: .utf8)
        } catch {
            Issue.record("what the test showed cannot be written: \(error)")
        }
    }

    /// `SpoofingTests/spoofed`, as `swift test --filter` finds it.
    private static func name(_ test: Test) -> String {
        // `ScenarioTests.Scenarios/SpoofingTests/spoofed()/SpoofingTests.swift:16:10`
        let path = "\(test.id)".split(separator: "/").dropLast().suffix(2)
        let names = path.map { part in part.prefix { $0 != "(" }.split(separator: ".").last.map(String.init) ?? "" }
        return names.joined(separator: "/")
    }

    private var fileName: String {
        String(test.map { $0.isLetter || $0.isNumber ? $0 : "-" }) + ".tsv"
    }

    private static func cell(_ text: String) -> String {
        String(text.map { $0.isNewline || $0 == "\t" ? " " : $0 })
    }

    /// `attack-rows` in the build directory, where the tests run from.
    static let directory: String = {
        let own = (try? FileManager.default.destinationOfSymbolicLink(atPath: "/proc/self/exe")) ?? ""
        return URL(fileURLWithPath: own).deletingLastPathComponent().appendingPathComponent("attack-rows").path
    }()
}
