import CommandLine
import Foundation
import Testing

@testable import WeftCLI

@Suite struct HelpTests {
    @Test("weft --help")
    func root() {
        let run = Run("--help")
        #expect(run.status == 0)
        let overview = run.output.prefix(while: { $0 != "\n" })
        #expect(overview == "OVERVIEW: Operate a Weft controller: networks of virtual machines on Open")
        let verbs = run.output.split(separator: "\n").drop { $0 != "SUBCOMMANDS:" }.dropFirst().compactMap { line in
            line.hasPrefix("  ") && !line.hasPrefix("   ") ? line.split(separator: " ").first.map(String.init) : nil
        }
        #expect(
            verbs.dropLast() == [
                "apply", "plan", "diff", "history", "export", "get", "describe", "explain", "edit", "delete", "wait",
                "trace", "flows", "topology", "engine", "pki", "openflow", "version", "completion",
            ])
    }

    @Test("weft apply --help, without the global options")
    func apply() {
        let own = Run("apply", "--help").output.components(separatedBy: "\nGLOBAL OPTIONS:")[0]
        #expect(
            own == """
                OVERVIEW: Plan documents, show the plan, ask, and apply it as one revision.

                A document is authoritative for what it declares: what it no longer holds is
                removed. All files become one revision or none. Without --file the argument
                is a plan that `weft plan --out` saved.

                USAGE: weft apply [--file <file> ...] [--yes] [--plan-only] [--wait <state>]
                  [--timeout <time>] [--output <format>] [<file> ...]

                ARGUMENTS:
                  <file>                  More files after --file, or a saved plan.

                OPTIONS:
                  -f, --file <file>       A file, a directory (its *.yaml, *.yml and *.json, not
                                          below) or - for standard input.
                  -y, --yes               Do not ask.
                  --plan-only             Show the plan and change nothing.
                  --wait <state>          What to wait for. (values: accepted, hosts; default:
                                          hosts)
                  --timeout <time>        How long to wait for hosts. (default: 30s)
                  -o, --output <format>   What to print. (values: text, json, yaml; default:
                                          text)
                  -h, --help              Show help information.

                """)
    }

    @Test("Every verb has a help page that fits a terminal")
    func width() {
        let root = Program.command { _ in throw Failure.usage("not run") }
        for verb in root.subcommands {
            let help = Run(verb.name, "--help")
            #expect(help.status == 0)
            for line in help.output.split(separator: "\n") { #expect(line.count <= 80, "\(verb.name): \(line)") }
        }
    }

    @Test(
        "What cannot be understood is 2, with a hint",
        arguments: [
            (["aply"], "did you mean 'apply'?"), (["get"], nil),
            (["get", "hosts", "--wach"], "did you mean '--watch'?"),
            (["apply"], "-f FILE, -f DIR, -f - for standard input, or a saved plan"),
            (["apply", "-f", "x", "--wait=never"], "one of accepted, hosts"),
            (["apply", "-f", "/", "--timeout", "1h"], nil),
            (["get", "hosts", "--unbound"], nil), (["get", "hosts", "-w", "-o", "yaml"], nil),
            (["history", "x"], "revisions are numbers; see `weft history`"),
        ])
    func usage(words: [String], hint: String?) {
        let console = FakeConsole()
        let status = Program(console: console) { _ in FakeServer([:]) }.run(words, environment: [:])
        #expect(status == 2)
        #expect(console.errors.hasPrefix("error: usage: "))
        if let hint { #expect(console.errors.hasSuffix("hint: \(hint)\n")) }
    }

    @Test("The completion script is bash, and offers verbs, nouns and options")
    func bash() throws {
        let script = Run("completion", "bash").output
        let probe =
            script + #"COMP_WORDS=(weft get ne); COMP_CWORD=2; _weft; echo "${COMPREPLY[*]}""#
            + "\n" + #"COMP_WORDS=(weft -q ex); COMP_CWORD=2; _weft; echo "${COMPREPLY[*]}""# + "\n"
        #expect(try runBash(probe) == "networks\nexport explain\n")
        #expect(Run("completion", "zsh").output.hasSuffix(script))
        let fish = Run("completion", "fish").output
        #expect(fish.contains("complete -c weft -n __fish_use_subcommand -f -a get -d 'List objects, or show one.'\n"))
    }

    private func runBash(_ script: String) throws -> String {
        let process = Process()
        process.executableURL = URL(filePath: "/bin/bash")
        process.arguments = ["-c", script]
        let pipe = Pipe()
        process.standardOutput = pipe
        try process.run()
        let output = pipe.fileHandleForReading.readDataToEndOfFile()
        process.waitUntilExit()
        return String(decoding: output, as: UTF8.self)
    }
}
