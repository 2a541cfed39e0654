import Foundation
import Glibc
import Lab

/// A lab with a `weftd` in it and a directory for what that writes: made for a benchmark, and removed again.
struct Testbed: Sendable {
    let lab: Lab
    /// For `weftd`'s state and socket, and for files of the benchmark; short, because socket paths end at 107 bytes.
    let directory: String
    private let program: String
    /// One clean-up at a time: two would trip over each other and leave files.
    private let cleanUp = NSLock()

    /// - Parameters:
    ///   - name: of the lab.
    ///   - program: the path of `weftd`.
    ///   - companions: paths of programs that are needed besides.
    /// - Throws: when one of the programs or something that a lab needs is not there.
    init(lab name: String, program: String, companions: [String] = []) throws {
        if let missing = Lab.missingPrerequisite() { throw BenchError(missing) }
        for program in [program] + companions where access(program, X_OK) != 0 {
            throw BenchError("\(program): no such program")
        }
        self.program = program
        lab = try Lab(name: name)
        directory = "/tmp/weft-\(name).\(getpid())"
    }

    /// Makes lab and directory, and lends a daemon that has not been started. Nothing is left of them, whether the body succeeds
    /// or throws; if weftd ended by itself meanwhile, the error says so.
    func run<Result>(_ spec: LabSpec, _ body: (Daemon) throws -> Result) throws -> Result {
        defer { removeEverything() }
        try lab.down()
        try FileManager.default.createDirectory(atPath: directory, withIntermediateDirectories: true)
        try lab.up(spec)
        let daemon = Daemon(lab, program: program, directory: directory)
        do {
            return try body(daemon)
        } catch {
            throw BenchError("\(error)\(daemon.lastWords.map { "; \($0)" } ?? "")")
        }
    }

    /// Also for a signal's handler: may be called at any moment.
    func removeEverything() {
        cleanUp.lock()
        defer { cleanUp.unlock() }
        try? lab.down()
        try? FileManager.default.removeItem(atPath: directory)
    }
}
