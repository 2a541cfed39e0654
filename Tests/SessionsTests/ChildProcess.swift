import Glibc
import Synchronization

/// A program started by a test; it is killed with the value's owner.
///
/// Its output goes nowhere: a pipe would be inherited by what other tests start at the same time and never end.
final class ChildProcess: Sendable {
    enum Failure: Error {
        case spawn(String, Int32)
        case exit(String, Int32)
    }

    private let pid: pid_t
    private let status = Mutex<Int32?>(nil)

    /// - Parameter environment: added to the test's own.
    init(_ arguments: [String], environment: [String: String] = [:]) throws {
        var actions = posix_spawn_file_actions_t()
        posix_spawn_file_actions_init(&actions)
        defer { posix_spawn_file_actions_destroy(&actions) }
        posix_spawn_file_actions_addopen(&actions, 0, "/dev/null", O_RDONLY, 0)
        posix_spawn_file_actions_addopen(&actions, 1, "/dev/null", O_WRONLY, 0)
        posix_spawn_file_actions_addopen(&actions, 2, "/dev/null", O_WRONLY, 0)
        var words: [UnsafeMutablePointer<CChar>?] = arguments.map { strdup($0) } + [nil]
        var variables: [UnsafeMutablePointer<CChar>?] = environment.map { strdup("\($0)=\($1)") }
        variables.append(strdup("PATH=/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin"))
        variables.append(nil)
        defer { for word in words + variables { free(word) } }
        var pid: pid_t = 0
        let failure = posix_spawnp(&pid, arguments[0], &actions, nil, &words, &variables)
        guard failure == 0 else { throw Failure.spawn(arguments[0], failure) }
        self.pid = pid
    }

    /// Runs a program to its end.
    static func run(_ arguments: [String]) throws {
        let status = try ChildProcess(arguments).wait()
        guard status == 0 else { throw Failure.exit(arguments.joined(separator: " "), status) }
    }

    /// Kills it and waits for its end. More calls do nothing.
    func end() {
        guard status.withLock({ $0 == nil }) else { return }
        kill(pid, SIGKILL)
        _ = wait()
    }

    private func wait() -> Int32 {
        status.withLock { status in
            if let status { return status }
            var code: Int32 = 0
            while waitpid(pid, &code, 0) < 0, errno == EINTR {}
            status = code
            return code
        }
    }

    deinit { end() }
}
