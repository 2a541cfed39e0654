import CommandLine
import EventLoop
import Glibc

/// The daemon: reads its settings, holds the signals, and runs until it is told to stop.
@main
enum Weftd {
    static let version = "0.1.0"

    static func main() {
        // Before any thread exists, so that all of them inherit it: signals are waited for, never delivered.
        let signals = SignalWaiter()
        MemoryKeeper.prepare()
        DescriptorLimit.raise()
        exit(run(signals).rawValue)
    }

    private static func run(_ signals: SignalWaiter) -> ExitCode {
        let environment = ProcessEnvironment.variables
        let parser = CommandParser(Settings.command)
        do {
            switch try parser.parse(Array(Swift.CommandLine.arguments.dropFirst()), environment: environment) {
            case .help(let text):
                print(text)
                return .success
            case .run(_, let invocation):
                return try run(invocation, signals, environment)
            }
        } catch let error as UsageError {
            reportError(code: "usage", message: error.message, hint: error.hint)
            return .usage
        } catch let error as StartError {
            reportError(code: error.code, message: error.message, hint: error.hint)
            return error.exitCode
        } catch {
            reportError(code: "failed", message: "\(error)", hint: nil)
            return .negative
        }
    }

    private static func run(
        _ invocation: Invocation, _ signals: SignalWaiter, _ environment: [String: String]
    ) throws -> ExitCode {
        if invocation.flag("version") {
            print("weftd \(version)")
            return .success
        }
        let settings = try Settings(invocation, environment: environment)
        if invocation.flag("check-config") {
            if settings.needsTLS { _ = try Certificates(settings).check() }
            print("the configuration is right")
            return .success
        }
        try FaultPoint.checkEnvironment()
        let daemon = try Daemon(settings, environment: environment)
        try daemon.start()
        daemon.wait(for: signals)
        daemon.stop()
        return .success
    }
}
