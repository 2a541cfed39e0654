import CommandLine
import Glibc

/// A file for an editor, that nobody else can read.
struct TemporaryFile {
    let path: String

    init(_ bytes: [UInt8], suffix: String) throws(Failure) {
        let directory = getenv("TMPDIR").map { String(cString: $0) } ?? "/tmp"
        var template = Array("\(directory)/weft-XXXXXX\(suffix)".utf8CString)
        let descriptor = mkstemps(&template, Int32(suffix.utf8.count))
        path = template.withUnsafeBytes { String(decoding: $0.prefix { $0 != 0 }, as: UTF8.self) }
        guard descriptor >= 0 else { throw FileWriter.unwritable(path, errno) }
        close(descriptor)
        try FileWriter.write(bytes, to: path)
    }

    func remove() { unlink(path) }
}
