import CommandLine
import Testing

@Suite struct ParserTests {
    @Test("Words find the command, options stand anywhere, and each form of value is understood")
    func forms() throws {
        let call = try parse(
            "-T", "acme", "apply", "-f", "a.yaml", "--file=b=c.yaml", "plan1", "--yes", "--server", "unix:/x", "-f", "-"
        )
        #expect(call.path == ["weft", "apply"])
        #expect(call.value("tenant") == "acme")
        #expect(call.value("server") == "unix:/x")
        #expect(call.values("file") == ["a.yaml", "b=c.yaml", "-"])
        #expect(call.flag("yes") && !call.flag("quiet"))
        #expect(call.arguments("plan") == ["plan1"])
    }

    @Test("What is not given is the environment's, then the default, then nothing")
    func defaults() throws {
        let bare = try parse("apply")
        #expect(bare.value("wait") == "hosts")
        #expect(bare.value("server") == nil)
        #expect(bare.arguments("plan").isEmpty)
        let variables = ["WEFT_SERVER": "tcp:x", "WEFT_QUIET": "1"]
        #expect(try parse("apply", environment: variables).value("server") == "tcp:x")
        #expect(try parse("apply", environment: variables).flag("quiet"))
        #expect(try parse("apply", "--server=y", environment: variables).value("server") == "y")
        #expect(try parse("apply", environment: ["WEFT_SERVER": ""]).value("server") == nil)
        #expect(try !parse("apply", environment: ["WEFT_QUIET": "no"]).flag("quiet"))
        #expect(throws: UsageError.self) { try parse("apply", environment: ["WEFT_QUIET": "perhaps"]) }
    }

    @Test("The last of several values counts, and an empty value is a value")
    func last() throws {
        #expect(try parse("apply", "--timeout=1s", "--timeout=2s").value("timeout") == "2s")
        #expect(try parse("apply", "--timeout=").value("timeout") == "")
    }

    @Test("After -- everything is an argument")
    func terminator() throws {
        let call = try parse("get", "nics", "--", "--output")
        #expect(call.argument("name") == "--output")
        #expect(call.value("output") == "table")
    }

    @Test("Values with a meaning are read and bounded")
    func typed() throws {
        let call = try parse("apply", "--limit", "7", "--timeout", "500ms")
        #expect(try call.integer("limit", in: 1...10) == 7)
        #expect(try call.duration("timeout") == .milliseconds(500))
        #expect(throws: UsageError.self) { try call.integer("limit", in: 1...6) }
        for (text, duration) in [("30s", Duration.seconds(30)), ("5m", .seconds(300)), ("2h", .seconds(7_200))] {
            #expect(try parse("apply", "--timeout=\(text)").duration("timeout") == duration)
        }
        for text in ["", "s", "5", "-5s", "1.5s", "+3s", "5 s", "99999999999s", "5d"] {
            #expect(throws: UsageError.self) { try parse("apply", "--timeout=\(text)").duration("timeout") }
        }
    }

    @Test(
        "Mistakes are explained",
        arguments: [
            (["aply"], "'weft' has no subcommand 'aply'", "did you mean 'apply'?"),
            (["xyzzy"], "'weft' has no subcommand 'xyzzy'", "see 'weft --help'"),
            (["nic", "atach"], "'weft nic' has no subcommand 'atach'", "did you mean 'attach'?"),
            (["nic"], "'weft nic' needs a subcommand", "see 'weft nic --help'"),
            ([], "'weft' needs a subcommand", "see 'weft --help'"),
            (["apply", "--flie", "x"], "'weft apply' has no option --flie", "did you mean '--file'?"),
            (["apply", "--frobnicate"], "'weft apply' has no option --frobnicate", "see 'weft apply --help'"),
            (["apply", "-yf"], "'weft apply' has no option -yf", "see 'weft apply --help'"),
            (["-o", "json", "get", "nics"], "'weft' has no option -o", "see 'weft --help'"),
            (["apply", "--yes=1"], "--yes takes no value", nil),
            (["apply", "--file"], "--file needs a value", nil),
            (
                ["apply", "--file", "--yes"], "--file needs a value",
                "a value that begins with a dash is given as --file=VALUE"
            ),
            (["apply", "--wait=host"], "'host' is no value for --wait", "did you mean 'hosts'?"),
            (["apply", "--wait=forever"], "'forever' is no value for --wait", "one of accepted, hosts"),
            (["get"], "'weft get' needs <noun>", "one of networks, nics, hosts"),
            (["get", "network"], "'network' is no value for <noun>", "did you mean 'networks'?"),
            (["get", "nics", "a", "b"], "there is no place for 'b'", nil),
            (["help", "aply"], "'weft' has no subcommand 'aply'", "did you mean 'apply'?"),
            (["debgu"], "'weft' has no subcommand 'debgu'", "see 'weft --help'"),
        ] as [([String], String, String?)])
    func mistakes(line: [String], message: String, hint: String?) {
        let error = #expect(throws: UsageError.self) { try CommandParser(sampleProgram()).parse(line) }
        #expect(error?.message == message)
        #expect(error?.hint == hint)
    }

    @Test("Running gives the action's exit code, help on the output, and mistakes on the errors with code 2")
    func run() throws {
        let parser = CommandParser(sampleProgram { call in call.flag("yes") ? .success : .negative })
        func run(_ line: String...) throws -> (ExitCode, String, String) {
            var (output, errors) = ("", "")
            let code = try parser.run(line, environment: [:], output: { output += $0 }, errors: { errors += $0 })
            return (code, output, errors)
        }
        #expect(try run("apply", "--yes") == (.success, "", ""))
        #expect(try run("apply") == (.negative, "", ""))
        #expect(
            try run("aply") == (
                .usage, "", "error: usage: 'weft' has no subcommand 'aply'\nhint: did you mean 'apply'?\n"
            ))
        let help = try run("apply", "--frobnicate=1", "--help")
        #expect(help.0 == .usage)
        #expect(try run("--help").1.hasPrefix("OVERVIEW: Talk to a Weft controller."))
    }

    @Test("A usage error of the action is reported like one of the parser")
    func actionError() throws {
        let parser = CommandParser(
            sampleProgram { call in
                _ = try call.duration("timeout")
                return .success
            })
        var errors = ""
        let code = try parser.run(
            ["apply", "--timeout=soon"], environment: [:], output: { _ in }, errors: { errors += $0 })
        #expect(code == .usage)
        #expect(errors == "error: usage: 'soon' is no value for --timeout\nhint: a time such as 500ms, 30s, 5m or 2h\n")
    }

    @Test("The exit codes are those of the contract")
    func exitCodes() {
        #expect(ExitCode.allCases.map(\.rawValue) == Array(0...9))
    }
}
