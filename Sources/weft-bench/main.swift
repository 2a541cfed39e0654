import Bench
import CommandLine
import Foundation

let parser = CommandParser(benchCommand)
let status: ExitCode
do {
    status = try parser.run(
        Array(ProcessInfo.processInfo.arguments.dropFirst()), environment: ProcessInfo.processInfo.environment,
        output: { writeText($0, to: .output) }, errors: { writeText($0, to: .standardError) })
} catch {
    reportError(code: "failed", message: "\(error)")
    status = .negative
}
exit(status.rawValue)
