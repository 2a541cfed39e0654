import Glibc

extension Lab {
    /// Runs a command inside a node and waits for its end.
    ///
    /// On a host, Open vSwitch's tools find the host's daemons by themselves: `["ovs-vsctl", "show"]`.
    ///
    /// - Parameters:
    ///   - command: the program and its arguments; no shell is involved.
    ///   - input: what it reads on standard input.
    /// - Throws: `timed-out` after `timeout`, when the command has been killed. Its own failure is a status, not an error.
    @discardableResult
    public func exec(
        _ node: LabNode, _ command: [String], input: String = "", timeout: Duration = .seconds(30)
    ) throws(LabError) -> ExecResult {
        try checkExistence(of: node)
        return try runUnchecked(commandLine(node, command), environment(node), input, timeout)
    }

    /// Runs a command inside the node with that name.
    @discardableResult
    public func exec(
        _ node: String, _ command: [String], input: String = "", timeout: Duration = .seconds(30)
    ) throws(LabError) -> ExecResult {
        try exec(self.node(named: node), command, input: input, timeout: timeout)
    }

    /// Starts a long-running command inside a node.
    ///
    /// - Parameter environment: further variables.
    public func spawn(
        _ node: LabNode, _ command: [String], environment extra: [String: String] = [:]
    ) throws(LabError) -> RunningProcess {
        try checkExistence(of: node)
        let variables = environment(node).merging(extra) { $1 }
        return RunningProcess(try ChildProcess(commandLine(node, command), environment: variables))
    }

    /// Starts a long-running command inside the node with that name.
    public func spawn(
        _ node: String, _ command: [String], environment extra: [String: String] = [:]
    ) throws(LabError) -> RunningProcess {
        try spawn(self.node(named: node), command, environment: extra)
    }

    /// Replaces this program by a command inside a node: terminal, signals and exit status are the command's own.
    public func become(_ node: LabNode, _ command: [String]) throws(LabError) -> Never {
        try checkExistence(of: node)
        for (variable, value) in environment(node) { setenv(variable, value, 1) }
        withCStrings(commandLine(node, command)) { argv in
            _ = execvp("ip", argv)
        }
        throw systemError("ip")
    }

    private func checkExistence(of node: LabNode) throws(LabError) {
        guard access(names.namespaceFile(node), F_OK) == 0 else {
            throw LabError(.notFound, "lab \(name) has no \(node)", hint: "weft-lab status")
        }
    }
}
