import Foundation
import WeftCLI

exit(
    Program(console: TerminalConsole()).run(
        Array(ProcessInfo.processInfo.arguments.dropFirst()), environment: ProcessInfo.processInfo.environment))
