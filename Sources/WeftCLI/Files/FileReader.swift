import CommandLine
import Glibc

/// Whole files and directory listings, bounded.
enum FileReader {
    /// The bytes of `path` (`-`: standard input); a file of more than `limit` bytes is refused.
    static func read(_ path: String, limit: Int) throws(Failure) -> [UInt8] {
        let descriptor = path == "-" ? STDIN_FILENO : open(path, O_RDONLY | O_CLOEXEC)
        guard descriptor >= 0 else { throw unreadable(path, errno) }
        defer { if descriptor != STDIN_FILENO { close(descriptor) } }
        var bytes: [UInt8] = []
        var chunk = [UInt8](repeating: 0, count: 64 << 10)
        while true {
            let count = Glibc.read(descriptor, &chunk, chunk.count)
            if count < 0, errno == EINTR { continue }
            guard count >= 0 else { throw unreadable(path, errno) }
            guard count > 0 else { return bytes }
            bytes.append(contentsOf: chunk[..<count])
            guard bytes.count <= limit else {
                throw Failure(
                    "too-large", "\(path) makes the apply larger than \(limit >> 20) MiB",
                    hint: "apply its documents in parts", exitCode: .invalidDocument)
            }
        }
    }

    static func isDirectory(_ path: String) throws(Failure) -> Bool {
        var status = stat()
        guard stat(path, &status) == 0 else { throw unreadable(path, errno) }
        return status.st_mode & S_IFMT == S_IFDIR
    }

    /// The names in a directory, sorted by their bytes.
    static func names(in directory: String) throws(Failure) -> [String] {
        guard let stream = opendir(directory) else { throw unreadable(directory, errno) }
        defer { closedir(stream) }
        var names: [String] = []
        while let entry = readdir(stream) {
            let name = withUnsafeBytes(of: entry.pointee.d_name) { bytes in
                String(decoding: bytes.prefix { $0 != 0 }, as: UTF8.self)
            }
            names.append(name)
        }
        return names.sorted { $0.utf8.lexicographicallyPrecedes($1.utf8) }
    }

    static func unreadable(_ path: String, _ error: Int32) -> Failure {
        Failure(
            "unreadable", "\(path): \(String(cString: strerror(error)))", exitCode: .usage)
    }
}
