/// How a command ended and what it wrote.
public struct ExecResult: Hashable, Sendable {
    /// The exit code, or 128 and the number of the signal that ended it.
    public let status: Int32
    public let stdout: String
    public let stderr: String

    public init(status: Int32, stdout: String, stderr: String) {
        self.status = status
        self.stdout = stdout
        self.stderr = stderr
    }
}
