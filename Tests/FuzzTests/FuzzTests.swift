import AttackTable
import Foundation
import Testing

/// Every decoder that faces a peer is fed with mutated input, in a process of its own: OpenFlow and OVSDB for twenty seconds
/// each, ten minutes each in a nightly run.
@Suite("Fuzzing", .serialized)
struct FuzzTests {
    private static let directory: String = {
        let own = (try? FileManager.default.destinationOfSymbolicLink(atPath: "/proc/self/exe")) ?? ""
        return URL(fileURLWithPath: own).deletingLastPathComponent().path
    }()

    private static let vectors = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
        .deletingLastPathComponent().deletingLastPathComponent().appending(path: "shared/vectors").path()

    private static let corpora: [String: [String]] = [
        "openflow": ["of13", "of14", "of15", "fuzz", "of-badversion"],
        "openflow-session": ["of13", "of14", "of15", "fuzz"],
        "json": ["json-rpc-json", "ovsdb-unit"], "ovsdb-notation": ["ovsdb-unit"],
        "ovsdb-session": ["ovsdb-unit", "ovsdb-exec"], "ovsdb-events": [], "packets": ["fuzz"], "documents": [],
        "api": [],
    ]

    /// Inputs of the project's own: those of one decoder serve all of its targets.
    private static func kept(_ target: String) -> [String] {
        let directory = URL(filePath: #filePath).deletingLastPathComponent().appending(path: "Corpus")
        return switch target {
        case "openflow", "openflow-session": [directory.appending(path: "openflow.jsonl").path()]
        case "json", "ovsdb-notation", "ovsdb-session", "ovsdb-events":
            [directory.appending(path: "ovsdb.jsonl").path()]
        default: []
        }
    }

    /// What a decoder's targets have together is shared among them.
    private static func seconds(_ target: String) -> Double {
        switch target {
        case "openflow", "openflow-session": (isNightly ? 600 : 20) / 2
        case "json", "ovsdb-notation", "ovsdb-session", "ovsdb-events": (isNightly ? 600 : 20) / 4
        default: isNightly ? 86 : 8
        }
    }

    private static var isNightly: Bool { ProcessInfo.processInfo.environment["WEFT_NIGHTLY"] == "1" }

    @Test(
        "No input makes a decoder trap, hang or take memory out of proportion", .covers(.a3, .c3),
        arguments: corpora.keys.sorted())
    func fuzz(target: String) throws {
        let seconds = Self.seconds(target)
        let seed =
            UInt64(ProcessInfo.processInfo.environment["WEFT_FUZZ_SEED"] ?? "") ?? .random(in: 0...UInt64(UInt32.max))
        print("fuzzing \(target) for \(Int(seconds)) s, seed \(seed)")
        // Vectors stand beside the checkout where they do; without them there are the seeds of the target alone.
        let files = (Self.corpora[target] ?? []).map { "\(Self.vectors)/\($0).jsonl" } + Self.kept(target)
        let status = FileManager.default.temporaryDirectory.appending(path: "weft-fuzz-\(UUID().uuidString)").path()
        defer { try? FileManager.default.removeItem(atPath: status) }
        let run = try Self.run([target, "\(seconds)", "\(seed)", status] + files)
        guard run.status == 0, let count = Int(run.output) else {
            let iteration = try Data(contentsOf: URL(filePath: status)).withUnsafeBytes {
                $0.loadUnaligned(as: UInt64.self)
            }
            let replay = try Self.run([target, "--replay", "\(seed)", "\(iteration)"] + files)
            Issue.record(
                """
                \(target), seed \(seed), iteration \(iteration): the process ended with \(run.status)
                input: \(replay.output.split(separator: "\n").first ?? "")
                again: weft-fuzz \(target) --replay \(seed) \(iteration)
                \(run.errors.suffix(2000))
                """)
            return
        }
        #expect(count > 100)
        print("fuzzing \(target): \(count) inputs, no finding")
        noteMeasurement(
            "\(target): \(count) inputs, no finding",
            for: ["json", "ovsdb-notation", "ovsdb-session", "ovsdb-events"].contains(target) ? .c3 : .a3)
    }

    private static func run(_ arguments: [String]) throws -> (status: Int32, output: String, errors: String) {
        let process = Process()
        let (output, errors) = (Pipe(), Pipe())
        process.executableURL = URL(fileURLWithPath: "\(directory)/weft-fuzz")
        process.arguments = arguments
        process.standardOutput = output
        process.standardError = errors
        try process.run()
        let text = String(decoding: output.fileHandleForReading.readDataToEndOfFile(), as: UTF8.self)
        let trouble = String(decoding: errors.fileHandleForReading.readDataToEndOfFile(), as: UTF8.self)
        process.waitUntilExit()
        return (process.terminationStatus, text.trimmingCharacters(in: .whitespacesAndNewlines), trouble)
    }
}
