import Glibc

/// Writes one line. What cannot be written is lost: the log must not stop the program.
@Sendable public func writeToStandardError(_ line: String) {
    var line = line
    line.withUTF8 { bytes in
        var rest = UnsafeRawBufferPointer(bytes)
        while !rest.isEmpty {
            let count = write(STDERR_FILENO, rest.baseAddress, rest.count)
            if count < 0 {
                guard errno == EINTR else { return }
            } else {
                rest = UnsafeRawBufferPointer(rebasing: rest[count...])
            }
        }
    }
}

extension LogFormat {
    /// `human` on a terminal, `journal` when the journal reads, else `json`.
    public static func forStandardError(environment: [String: String]) -> LogFormat {
        if isatty(STDERR_FILENO) == 1 { return .human }
        var status = stat()
        guard fstat(STDERR_FILENO, &status) == 0 else { return .json }
        return isJournal(environment["JOURNAL_STREAM"], device: status.st_dev, inode: status.st_ino) ? .journal : .json
    }

    /// `JOURNAL_STREAM` is inherited by children whose standard error goes elsewhere, so it says which file it means:
    /// `device:inode` (systemd.exec(5)).
    static func isJournal(_ stream: String?, device: UInt, inode: UInt) -> Bool {
        stream == "\(device):\(inode)"
    }
}
