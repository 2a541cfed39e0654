import Glibc

/// The directory that holds the database, and the proof that no other process uses it.
///
/// The lock is released when the process ends, however it ends.
final class StateDirectory: Sendable {
    let path: String
    private let lockFile: Int32
    private let commitsFile: Int32

    var databasePath: String { "\(path)/weft.db" }

    /// Makes the directory when it is missing (mode 0700, its parent must exist) and takes the lock.
    init(path: String) throws(StoreError) {
        self.path = path
        if mkdir(path, 0o700) != 0, errno != EEXIST {
            throw systemError("cannot make the state directory \(path)")
        }
        let file = open("\(path)/lock", O_RDWR | O_CREAT | O_CLOEXEC, 0o600)
        guard file >= 0 else { throw systemError("cannot open \(path)/lock") }
        guard flock(file, LOCK_EX | LOCK_NB) == 0 else {
            defer { Glibc.close(file) }
            guard errno == EWOULDBLOCK else { throw systemError("cannot lock \(path)/lock") }
            let owner = readText(file)
            let process = owner.isEmpty ? "another process" : "process \(owner)"
            throw StoreError(.locked, "the state directory \(path) is in use by \(process)")
        }
        lockFile = file
        commitsFile = open("\(path)/weft.commits", O_RDWR | O_CREAT | O_CLOEXEC, 0o600)
        guard commitsFile >= 0 else {
            defer { Glibc.close(file) }
            throw systemError("cannot open \(path)/weft.commits")
        }
        // The pid only serves the message above; the lock itself is the truth.
        let pid = "\(getpid())\n"
        guard ftruncate(file, 0) == 0, pwrite(file, pid, pid.utf8.count, 0) == pid.utf8.count else {
            throw systemError("cannot write \(path)/lock")
        }
    }

    deinit {
        // Unlocked by name: a child that was forked a moment ago still holds the descriptor, and with it the lock.
        flock(lockFile, LOCK_UN)
        Glibc.close(lockFile)
        Glibc.close(commitsFile)
    }

    /// Makes the database file before SQLite does, which would let others read it.
    func makeDatabaseFile() throws(StoreError) {
        let file = open(databasePath, O_RDWR | O_CREAT | O_CLOEXEC, 0o600)
        guard file >= 0 else { throw systemError("cannot open \(databasePath)") }
        Glibc.close(file)
    }

    // MARK: How often the database was written

    /// Notes how many transactions the database has, beside it. Not waited for: after a power cut the note may be older
    /// than the database, which proves nothing, but one that is newer proves that the database has lost something.
    func note(commits: UInt64) {
        let text = String(commits)
        let line = String(repeating: "0", count: 20 - text.count) + text + "\n"
        // Nothing is lost without it but a check at the next start.
        _ = pwrite(commitsFile, line, line.utf8.count, 0)
    }

    /// The last note; nil when there is none.
    var knownCommits: UInt64? { UInt64(readText(commitsFile)) }

    /// Makes names in the directory durable.
    func synchronize() throws(StoreError) {
        try synchronizeFile(path)
    }
}

/// Waits until a file's bytes, or a directory's names, are on the disk.
func synchronizeFile(_ path: String) throws(StoreError) {
    let file = open(path, O_RDONLY | O_CLOEXEC)
    guard file >= 0 else { throw systemError("cannot open \(path)") }
    defer { close(file) }
    guard fsync(file) == 0 else { throw systemError("cannot write \(path) to the disk") }
}

/// The error of the system call that has just failed.
func systemError(_ what: String) -> StoreError {
    StoreError(.system, "\(what): \(String(cString: strerror(errno)))")
}

private func readText(_ file: Int32) -> String {
    var bytes = [UInt8](repeating: 0, count: 32)
    let count = pread(file, &bytes, bytes.count, 0)
    return String(decoding: bytes.prefix(max(0, count)).prefix { $0 != UInt8(ascii: "\n") }, as: UTF8.self)
}
