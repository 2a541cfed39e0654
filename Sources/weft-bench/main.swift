import Bench
import CommandLine
import Foundation

var words = Array(ProcessInfo.processInfo.arguments.dropFirst())
let isFleet = words.first == "fleet"
if isFleet { words.removeFirst() }
let parser = CommandParser(isFleet ? fleetCommand : benchCommand)
let status: ExitCode
do {
    status = try parser.run(
        words, environment: ProcessInfo.processInfo.environment,
        output: { writeText($0, to: .output) }, errors: { writeText($0, to: .standardError) })
} catch {
    reportError(code: "failed", message: "\(error)")
    status = .negative
}
exit(status.rawValue)
