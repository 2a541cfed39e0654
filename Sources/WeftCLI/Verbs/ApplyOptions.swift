import CommandLine

/// The options that the verbs for documents share.
enum ApplyOptions {
    static let files = Option.repeated(
        "file", "A file, a directory (its *.yaml, *.yml and *.json, not below) or - for standard input.",
        placeholder: "file", short: "f")
    static let agreed = Option.flag("yes", "Do not ask.", short: "y")
    static let output = Option.value(
        "output", "What to print.", placeholder: "format", short: "o", defaultValue: "text",
        choices: ApplyFlow.Output.allCases.map(\.rawValue))
    static let wait = Option.value(
        "wait", "What to wait for.", placeholder: "state", defaultValue: ApplyRequest.Wait.hosts.rawValue,
        choices: ApplyRequest.Wait.allCases.map(\.rawValue))
    static let timeout = Option.value(
        "timeout", "How long to wait for hosts.", placeholder: "time", defaultValue: "30s")

    /// Ten minutes are the longest that the server waits for hosts.
    static func timeout(_ invocation: Invocation) throws(UsageError) -> Duration {
        let duration = try invocation.duration("timeout") ?? .seconds(30)
        guard duration <= .seconds(600) else { throw UsageError("--timeout is at most 10m") }
        return duration
    }

    static func output(_ invocation: Invocation) -> ApplyFlow.Output {
        invocation.value("output").flatMap(ApplyFlow.Output.init) ?? .text
    }

    /// `wait` and `timeout` as the request carries them.
    static func setWait(_ request: inout ApplyRequest, _ invocation: Invocation) throws(UsageError) {
        request.wait = invocation.value("wait").flatMap(ApplyRequest.Wait.init) ?? .hosts
        let parts = try timeout(invocation).components
        request.timeoutMilliseconds = parts.seconds * 1000 + parts.attoseconds / 1_000_000_000_000_000
    }
}
