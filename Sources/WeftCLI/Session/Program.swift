import CommandLine
public import HTTPClient

/// The program `weft`: command line in, exit status out.
public struct Program: Sendable {
    let console: any Console
    let pacing: Pacing
    let connect: @Sendable (HTTPClient.Endpoint) -> any Transport

    /// - Parameter connect: makes the transport; tests put a server in memory here.
    public init(
        console: any Console, pacing: Pacing = .real,
        connect: @escaping @Sendable (HTTPClient.Endpoint) -> any Transport = { HTTPClient(endpoint: $0) }
    ) {
        self.console = console
        self.pacing = pacing
        self.connect = connect
    }

    /// Runs one command; `arguments` are without the program's name. Answers the exit status (INTERFACE.md 3).
    public func run(_ arguments: [String], environment: [String: String]) -> Int32 {
        do {
            let parser = CommandParser(Self.command(open: open))
            return try parser.run(
                arguments, environment: environment, output: console.write, errors: console.writeError
            ).rawValue
        } catch let failure as Failure {
            console.writeError(DiagnosticText.render(failure))
            return failure.exitCode.rawValue
        } catch {
            console.writeError(errorReport(code: "failed", message: "\(error)"))
            return ExitCode.negative.rawValue
        }
    }

    /// The session that the global options ask for.
    private func open(_ invocation: Invocation) throws -> Session {
        let tls = HTTPClient.TLSFiles(
            certificateAuthority: invocation.value("ca"), certificate: invocation.value("cert"),
            key: invocation.value("key"))
        let address = invocation.value("server") ?? ServerAddress.local
        let endpoint = try ServerAddress.parse(address, tls: tls)
        return Session(
            api: APIClient(transport: connect(endpoint), address: address), console: console,
            tenant: invocation.value("tenant"),
            isQuiet: invocation.flag("quiet"), pacing: pacing)
    }
}
