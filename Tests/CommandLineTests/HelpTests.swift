import CommandLine
import Testing

@Suite struct HelpTests {
    private func help(_ line: String...) throws -> String {
        guard case .help(let text) = try CommandParser(sampleProgram()).parse(line) else {
            throw UsageError("the line does not ask for help")
        }
        return text
    }

    @Test("The program's page")
    func program() throws {
        let expected = """
            OVERVIEW: Talk to a Weft controller.

            USAGE: weft [--server <address>] [--tenant <tenant>] [--quiet] <subcommand>

            OPTIONS:
              --server <address>      Where weftd listens. (env: WEFT_SERVER)
              -T, --tenant <tenant>   Act for this tenant.
              --quiet                 Print errors only. (env: WEFT_QUIET)
              -h, --help              Show help information.

            SUBCOMMANDS:
              apply                   Make documents the desired state.
              get                     List objects.
              nic                     Change one NIC.

              See 'weft help <subcommand>' for detailed help.

            """
        #expect(try help("--help") == expected)
        #expect(try help("help") == expected)
    }

    @Test("A command's page")
    func command() throws {
        let expected = """
            OVERVIEW: Make documents the desired state.

            The plan is shown first. Off a terminal it must be confirmed with --yes.

            USAGE: weft apply [--file <file> ...] [--yes] [--wait <wait>]
              [--timeout <duration>] [--limit <count>] [<plan> ...]

            ARGUMENTS:
              <plan>                  A plan that 'weft plan --out' wrote.

            OPTIONS:
              -f, --file <file>       A document, a directory of documents, or - for the
                                      standard input.
              --yes                   Do not ask.
              --wait <wait>           What to wait for after the revision is durable, before
                                      the command returns. (values: accepted, hosts;
                                      default: hosts)
              --timeout <duration>    How long to wait. (default: 30s)
              --limit <count>         How many.
              -h, --help              Show help information.

            GLOBAL OPTIONS:
              --server <address>      Where weftd listens. (env: WEFT_SERVER)
              -T, --tenant <tenant>   Act for this tenant.
              --quiet                 Print errors only. (env: WEFT_QUIET)

            """
        #expect(try help("help", "apply") == expected)
        #expect(try help("apply", "-h") == expected)
        #expect(try help("apply", "--yes", "--help", "x") == expected)
    }

    @Test("A group's page leads further")
    func group() throws {
        let text = try help("nic", "--help")
        #expect(text.contains("USAGE: weft nic <subcommand>\n"))
        #expect(text.hasSuffix("  See 'weft help nic <subcommand>' for detailed help.\n"))
    }

    @Test("No page is wider than a terminal, and hidden things stay hidden")
    func width() throws {
        for text in [try help("help"), try help("help", "apply"), try help("help", "get")] {
            #expect(text.split(separator: "\n").allSatisfy { $0.count <= 80 })
            #expect(!text.contains("developers"))
        }
    }
}
