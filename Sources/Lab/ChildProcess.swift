import Glibc
import Synchronization

/// A child process whose input comes from memory and whose output goes to memory.
///
/// Output is kept up to 64 MiB a stream; later writes of the child fail. Nothing of ours but the three standard
/// streams is inherited. The child is a member of our process group, so an interrupt on the terminal reaches it too.
final class ChildProcess: Sendable {
    static let outputLimit = 64 << 20

    let processID: pid_t
    private let output: Int32
    private let errors: Int32
    private let exitStatus = Mutex<Int32?>(nil)

    /// - Parameter arguments: the program, found on the PATH, and its arguments.
    init(_ arguments: [String], environment: [String: String], input: String = "") throws(LabError) {
        precondition(!arguments.isEmpty, "a command line has a program")
        let source = try GNUFunctions.anonymousFile("stdin")
        defer { close(source) }
        try Self.fill(source, with: input)
        output = try GNUFunctions.anonymousFile("stdout", limit: Self.outputLimit)
        do {
            errors = try GNUFunctions.anonymousFile("stderr", limit: Self.outputLimit)
        } catch {
            close(output)
            throw error
        }
        do {
            processID = try Self.spawn(arguments, environment, streams: [source, output, errors])
        } catch {
            close(output)
            close(errors)
            throw error
        }
    }

    deinit {
        if exitStatus.withLock({ $0 }) == nil {
            Glibc.kill(processID, SIGKILL)
            waitpid(processID, nil, 0)
        }
        close(output)
        close(errors)
    }

    var standardOutput: String { Self.contents(output) }
    var standardError: String { Self.contents(errors) }

    /// The exit status if the child has ended: its code, or 128 and the number of the signal that ended it.
    func poll() -> Int32? {
        exitStatus.withLock { status in
            if let status { return status }
            var raw: Int32 = 0
            guard waitpid(processID, &raw, WNOHANG) == processID else { return nil }
            status = raw & 0x7f == 0 ? raw >> 8 & 0xff : 128 + raw & 0x7f
            return status
        }
    }

    /// Waits for the end of the child; nil when it has not ended after `timeout`.
    func wait(_ timeout: Duration) -> Int32? {
        let deadline = ContinuousClock.now + timeout
        var pause: UInt32 = 200
        while true {
            if let status = poll() { return status }
            if ContinuousClock.now >= deadline { return nil }
            usleep(pause)
            pause = min(pause * 3 / 2, 5_000)
        }
    }

    /// Sends a signal unless the child has been waited for, so that it never reaches another process of that number.
    func signal(_ number: Int32) {
        exitStatus.withLock { status in
            if status == nil { Glibc.kill(processID, number) }
        }
    }

    private static func spawn(
        _ arguments: [String], _ environment: [String: String], streams: [Int32]
    ) throws(LabError) -> pid_t {
        var actions = posix_spawn_file_actions_t()
        posix_spawn_file_actions_init(&actions)
        defer { posix_spawn_file_actions_destroy(&actions) }
        for (target, descriptor) in streams.enumerated() {
            posix_spawn_file_actions_adddup2(&actions, descriptor, Int32(target))
        }
        try GNUFunctions.closeAll(from: 3, in: &actions)
        var attributes = posix_spawnattr_t()
        posix_spawnattr_init(&attributes)
        defer { posix_spawnattr_destroy(&attributes) }
        // A signal that this process ignores or blocks, for its own reasons, must still end the child.
        var signals = sigset_t()
        sigemptyset(&signals)
        posix_spawnattr_setsigmask(&attributes, &signals)
        sigfillset(&signals)
        posix_spawnattr_setsigdefault(&attributes, &signals)
        posix_spawnattr_setflags(&attributes, Int16(POSIX_SPAWN_SETSIGMASK | POSIX_SPAWN_SETSIGDEF))

        var processID: pid_t = 0
        let result = withCStrings(arguments) { argv in
            withCStrings(environment.map { "\($0.key)=\($0.value)" }.sorted()) { envp in
                posix_spawnp(&processID, arguments[0], &actions, &attributes, argv, envp)
            }
        }
        guard result == 0 else {
            throw LabError(.commandFailed, "\(arguments[0]): \(String(cString: strerror(result)))")
        }
        return processID
    }

    private static func fill(_ file: Int32, with text: String) throws(LabError) {
        var bytes = Array(text.utf8)[...]
        while !bytes.isEmpty {
            let count = bytes.withUnsafeBytes { write(file, $0.baseAddress, $0.count) }
            guard count > 0 else { throw systemError("write") }
            bytes = bytes.dropFirst(count)
        }
        lseek(file, 0, SEEK_SET)
    }

    /// What the child has written so far: it shares the file's position with us.
    private static func contents(_ file: Int32) -> String {
        let length = lseek(file, 0, SEEK_CUR)
        guard length > 0 else { return "" }
        let bytes = [UInt8](unsafeUninitializedCapacity: length) { buffer, count in
            count = max(0, pread(file, buffer.baseAddress, length, 0))
        }
        return String(decoding: bytes, as: UTF8.self)
    }
}

/// Lends C an array of C strings that ends with a null pointer.
func withCStrings<Result>(
    _ strings: [String], _ body: (UnsafePointer<UnsafeMutablePointer<CChar>?>) -> Result
) -> Result {
    var pointers: [UnsafeMutablePointer<CChar>?] = strings.map { strdup($0) }
    pointers.append(nil)
    defer { for pointer in pointers { free(pointer) } }
    return body(pointers)
}
