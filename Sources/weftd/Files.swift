import Glibc

/// What the daemon itself does with files. Foundation would do it too, for nine megabytes of resident memory.
enum Files {
    struct Failure: Error, CustomStringConvertible {
        let description: String
    }

    /// Nil when there is no such file.
    static func contents(of path: String) throws(Failure) -> [UInt8]? {
        let file = open(path, O_RDONLY | O_CLOEXEC)
        if file < 0, errno == ENOENT { return nil }
        guard file >= 0 else { throw Failure(description: String(cString: strerror(errno))) }
        defer { close(file) }
        var contents: [UInt8] = []
        var piece = [UInt8](repeating: 0, count: 4096)
        while true {
            let count = read(file, &piece, piece.count)
            if count < 0, errno == EINTR { continue }
            guard count >= 0 else { throw Failure(description: String(cString: strerror(errno))) }
            if count == 0 { return contents }
            contents += piece[..<count]
        }
    }

    /// Makes the directory and those above it that are missing, which are for everybody to look into.
    static func makeDirectory(_ path: String, mode: mode_t = 0o755) throws(Failure) {
        guard !path.isEmpty, !isDirectory(path) else { return }
        let parent = directory(of: path)
        if parent != path { try makeDirectory(parent) }
        // Another may have been quicker.
        guard mkdir(path, mode) == 0 || (errno == EEXIST && isDirectory(path)) else {
            throw Failure(description: String(cString: strerror(errno)))
        }
    }

    /// The path without its last component: empty for a name alone.
    static func directory(of path: String) -> String {
        let trimmed = path.reversed().drop { $0 == "/" }
        guard !trimmed.isEmpty else { return path }
        let parent = String(trimmed.drop { $0 != "/" }.drop { $0 == "/" }.reversed())
        return parent.isEmpty && path.hasPrefix("/") ? "/" : parent
    }

    private static func isDirectory(_ path: String) -> Bool {
        var status = stat()
        return stat(path, &status) == 0 && status.st_mode & S_IFMT == S_IFDIR
    }
}
