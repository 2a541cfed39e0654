import CommandLine
import Glibc

/// Writes whole files.
enum FileWriter {
    /// Replaces or creates `path`, readable by its owner only: documents may tell more than others should know.
    static func write(_ bytes: [UInt8], to path: String) throws(Failure) {
        let descriptor = open(path, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0o600)
        guard descriptor >= 0 else { throw unwritable(path, errno) }
        var rest = bytes[...]
        while !rest.isEmpty {
            let count = rest.withUnsafeBytes { Glibc.write(descriptor, $0.baseAddress, $0.count) }
            if count < 0, errno == EINTR { continue }
            guard count > 0 else {
                let error = errno
                close(descriptor)
                throw unwritable(path, error)
            }
            rest = rest.dropFirst(count)
        }
        // A full disk may show only here.
        guard close(descriptor) == 0 else { throw unwritable(path, errno) }
    }

    static func unwritable(_ path: String, _ error: Int32) -> Failure {
        Failure("unwritable", "\(path): \(String(cString: strerror(error)))", exitCode: .usage)
    }
}
