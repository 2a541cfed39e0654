import Glibc

/// The lab's lock: one operation that changes a lab at a time, over all processes and threads.
///
/// The kernel drops it with its holder, however that ends.
struct LabLock: ~Copyable {
    private let descriptor: Int32
    private let path: String

    /// Waits up to `timeout` for other operations to end.
    init(_ names: LabNames, timeout: Duration = .seconds(60)) throws(LabError) {
        path = names.lockFile
        let deadline = ContinuousClock.now + timeout
        while true {
            mkdir(LabNames.root, 0o755)
            let file = open(path, O_RDWR | O_CREAT | O_CLOEXEC, 0o600)
            if file >= 0 {
                if flock(file, LOCK_EX | LOCK_NB) == 0, Self.isStillNamed(file, path) {
                    descriptor = file
                    return
                }
                close(file)
            } else if errno != ENOENT {
                // ENOENT: another lab's `down` removed the directory between the two calls.
                throw systemError(path)
            }
            guard ContinuousClock.now < deadline else {
                throw LabError(.timedOut, "another operation on lab \(names.lab) has not ended in \(timeout)")
            }
            usleep(5_000)
        }
    }

    /// `down` removes the file while it holds the lock; whoever opened it before must open the new one.
    private static func isStillNamed(_ file: Int32, _ path: String) -> Bool {
        var (opened, named) = (stat(), stat())
        return fstat(file, &opened) == 0 && stat(path, &named) == 0 && opened.st_ino == named.st_ino
    }

    /// Removes the lock file and, when no lab is left, the directory of all labs.
    func removeFile() {
        unlink(path)
        rmdir(LabNames.root)
    }

    deinit { close(descriptor) }
}
