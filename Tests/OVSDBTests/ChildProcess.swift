import Glibc

/// A program started by a test; it ends with the value's owner.
///
/// Its output goes to a file: a pipe would be inherited by what other tests start at the same time and never end.
final class ChildProcess {
    private let pid: pid_t
    private var status: Int32?

    enum Failure: Error {
        case spawn(String, Int32)
        case exit(String, Int32)
    }

    init(_ arguments: [String], output: String = "/dev/null") throws {
        var actions = posix_spawn_file_actions_t()
        posix_spawn_file_actions_init(&actions)
        defer { posix_spawn_file_actions_destroy(&actions) }
        posix_spawn_file_actions_addopen(&actions, 0, "/dev/null", O_RDONLY, 0)
        posix_spawn_file_actions_addopen(&actions, 1, output, O_WRONLY | O_CREAT | O_TRUNC, 0o600)
        var words: [UnsafeMutablePointer<CChar>?] = arguments.map { strdup($0) } + [nil]
        defer { for word in words { free(word) } }
        var pid: pid_t = 0
        let failure = posix_spawnp(&pid, arguments[0], &actions, nil, &words, environ)
        guard failure == 0 else { throw Failure.spawn(arguments[0], failure) }
        self.pid = pid
    }

    /// Runs a program to its end.
    static func run(_ arguments: [String], output: String = "/dev/null") throws {
        let status = try ChildProcess(arguments, output: output).wait()
        guard status == 0 else { throw Failure.exit(arguments.joined(separator: " "), status) }
    }

    /// Sends a signal: SIGSTOP freezes the program, SIGCONT lets it go on.
    func signal(_ number: Int32) { kill(pid, number) }

    private func wait() -> Int32 {
        if let status { return status }
        var code: Int32 = 0
        while waitpid(pid, &code, 0) < 0, errno == EINTR {}
        status = code
        return code
    }

    deinit {
        guard status == nil else { return }
        kill(pid, SIGKILL)
        _ = wait()
    }
}
