import Foundation

extension Lab {
    /// The environment of every process of the lab: the mark by which `down` finds it and, on a host, the directories
    /// by which Open vSwitch's tools find that host's daemons.
    func environment(_ node: LabNode?) -> [String: String] {
        var variables = ProcessInfo.processInfo.environment
        variables[LabNames.processMark] = name
        if case .host(let host) = node {
            let directory = names.runDirectory(host)
            for key in ["OVS_RUNDIR", "OVS_DBDIR", "OVS_LOGDIR", "OVS_SYSCONFDIR"] { variables[key] = directory }
        }
        return variables
    }

    /// The command line that runs `command` inside a node.
    func commandLine(_ node: LabNode, _ command: [String]) -> [String] {
        ["ip", "netns", "exec", names.namespace(node)] + command
    }

    /// Runs one of the lab's own commands and throws unless it succeeds.
    @discardableResult
    func run(
        _ command: [String], on node: LabNode? = nil, input: String = "", timeout: Duration = .seconds(30)
    ) throws(LabError) -> String {
        let line = node.map { commandLine($0, command) } ?? command
        let result = try runUnchecked(line, environment(node), input, timeout)
        guard result.status == 0 else {
            let words = result.stderr.split(separator: "\n").suffix(5).joined(separator: "; ")
            throw LabError(.commandFailed, "`\(line.joined(separator: " "))` ended with \(result.status): \(words)")
        }
        return result.stdout
    }

    func runUnchecked(
        _ line: [String], _ environment: [String: String], _ input: String, _ timeout: Duration
    ) throws(LabError) -> ExecResult {
        let child = try ChildProcess(line, environment: environment, input: input)
        guard let status = child.wait(timeout) else {
            child.signal(SIGKILL)
            throw LabError(.timedOut, "`\(line.joined(separator: " "))` has not ended in \(timeout)")
        }
        return ExecResult(status: status, stdout: child.standardOutput, stderr: child.standardError)
    }

    /// Runs many lines of `ip` in one process, from inside a namespace or from outside.
    func batch(_ lines: [String], in node: LabNode? = nil, isForced: Bool = false) throws(LabError) {
        guard !lines.isEmpty else { return }
        let place = node.map { ["-n", names.namespace($0)] } ?? []
        let input = lines.joined(separator: "\n") + "\n"
        let line = ["ip"] + place + (isForced ? ["-force"] : []) + ["-batch", "-"]
        if isForced {
            _ = try runUnchecked(line, environment(nil), input, .seconds(60))
        } else {
            try run(line, input: input, timeout: .seconds(60))
        }
    }

    /// Runs a shell script inside a node; it ends at the first command that fails.
    func script(_ lines: [String], on node: LabNode) throws(LabError) {
        try run(["sh", "-e", "-s"], on: node, input: lines.joined(separator: "\n") + "\n")
    }
}
