import CommandLine
import Glibc

/// The user's editor.
enum Editor {
    /// Runs `command`, which may have arguments of its own, on a file and waits for its end.
    static func run(_ command: String, _ path: String) throws(Failure) {
        // The shell splits the command as the user's own shell would; the path is an argument, not text of the command.
        var process = pid_t()
        let words = ["/bin/sh", "-c", "exec \(command) \"$1\"", "weft-edit", path]
        var arguments: [UnsafeMutablePointer<CChar>?] = words.map { strdup($0) } + [nil]
        defer { for argument in arguments { free(argument) } }
        let error = posix_spawn(&process, "/bin/sh", nil, nil, &arguments, environ)
        guard error == 0 else { throw failed("cannot be started: \(String(cString: strerror(error)))", path) }
        var status: Int32 = 0
        while waitpid(process, &status, 0) < 0 {
            guard errno == EINTR else { throw failed("was lost", path) }
        }
        guard status == 0 else { throw failed("did not end well", path) }
    }

    private static func failed(_ what: String, _ path: String) -> Failure {
        Failure(
            "editor-failed", "the editor \(what); nothing was changed", hint: "the text is kept in \(path)",
            exitCode: .negative)
    }
}
