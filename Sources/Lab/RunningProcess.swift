import Glibc

/// A long-running command on a node of a lab: a controller, a capture, a stream of pings.
///
/// Its output is kept in memory, at most 64 MiB a stream. A process that is still running when the last reference goes
/// is killed; so is every process of the lab by `Lab.down()`.
public final class RunningProcess: Sendable {
    private let child: ChildProcess

    init(_ child: ChildProcess) { self.child = child }

    public var pid: Int32 { child.processID }
    /// What it has written up to now.
    public var stdout: String { child.standardOutput }
    public var stderr: String { child.standardError }
    /// False once it has ended.
    public var isRunning: Bool { child.poll() == nil }

    /// Sends a signal; does nothing once the process has ended.
    public func signal(_ number: Int32) { child.signal(number) }

    /// Waits for the end of the process; nil when it is still running after `timeout`.
    @discardableResult
    public func wait(timeout: Duration) -> ExecResult? {
        child.wait(timeout).map { ExecResult(status: $0, stdout: stdout, stderr: stderr) }
    }

    /// Asks the process to end (`SIGTERM`), kills it after `grace`, and returns what it left.
    @discardableResult
    public func terminate(grace: Duration = .seconds(2)) -> ExecResult {
        child.signal(SIGTERM)
        if let result = wait(timeout: grace) { return result }
        child.signal(SIGKILL)
        // Nothing survives SIGKILL but a process inside an uninterruptible system call: such a one is reported as killed.
        let status = child.wait(.seconds(10)) ?? 128 + SIGKILL
        return ExecResult(status: status, stdout: stdout, stderr: stderr)
    }
}
