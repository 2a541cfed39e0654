import Glibc

/// Whole files, read and replaced at once.
enum PKIFile {
    static func exists(_ path: String) -> Bool { access(path, F_OK) == 0 }

    /// Up to 16 MiB.
    static func read(_ path: String) throws(TLSError) -> [UInt8] {
        let descriptor = open(path, O_RDONLY | O_CLOEXEC)
        guard descriptor >= 0 else {
            let error = errno
            throw TLSError(error == ENOENT ? .missing : .unreadable, "\(path): \(text(error))")
        }
        defer { close(descriptor) }
        var bytes: [UInt8] = []
        var buffer = [UInt8](repeating: 0, count: 65_536)
        while true {
            let count = Glibc.read(descriptor, &buffer, buffer.count)
            if count < 0, errno == EINTR { continue }
            guard count >= 0, bytes.count <= 16 << 20 else {
                throw TLSError(.unreadable, "\(path): \(count < 0 ? text(errno) : "too large")")
            }
            if count == 0 { return bytes }
            bytes += buffer[..<count]
        }
    }

    /// Readers see the old file or the new one, and the new one is on the disk when this returns.
    ///
    /// - Parameter isSecret: only the owner may read it.
    static func replace(_ path: String, _ bytes: [UInt8], isSecret: Bool) throws(TLSError) {
        let temporary = path + ".new"
        try PKIInterruption.current?.step(temporary)
        unlink(temporary)
        let descriptor = open(temporary, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC | O_NOFOLLOW, isSecret ? 0o600 : 0o644)
        guard descriptor >= 0 else { throw TLSError(.unwritable, "\(temporary): \(text(errno))") }
        var error: Int32 = 0
        var rest = bytes[...]
        while !rest.isEmpty, error == 0 {
            let count = rest.withUnsafeBytes { Glibc.write(descriptor, $0.baseAddress, $0.count) }
            if count > 0 { rest = rest.dropFirst(count) } else if errno != EINTR { error = errno }
        }
        if error == 0, fsync(descriptor) != 0 { error = errno }
        if close(descriptor) != 0, error == 0 { error = errno }
        try PKIInterruption.current?.step(path)
        if error == 0, Glibc.rename(temporary, path) != 0 { error = errno }
        guard error == 0 else {
            unlink(temporary)
            throw TLSError(.unwritable, "\(path): \(text(error))")
        }
        try synchronise(directoryOf: path)
    }

    /// A name is on the disk when its directory is.
    private static func synchronise(directoryOf path: String) throws(TLSError) {
        try PKIInterruption.current?.step(path)
        let directory = path.lastIndex(of: "/").map { $0 == path.startIndex ? "/" : String(path[..<$0]) } ?? "."
        let descriptor = open(directory, O_RDONLY | O_DIRECTORY | O_CLOEXEC)
        guard descriptor >= 0 else { throw TLSError(.unwritable, "\(directory): \(text(errno))") }
        defer { close(descriptor) }
        guard fsync(descriptor) == 0 else { throw TLSError(.unwritable, "\(directory): \(text(errno))") }
    }

    /// Gives a file or a directory another name in the same directory, which no other may have.
    static func rename(_ path: String, _ name: String) throws(TLSError) {
        try PKIInterruption.current?.step(path)
        guard Glibc.rename(path, name) == 0 else { throw TLSError(.unwritable, "\(name): \(text(errno))") }
        try synchronise(directoryOf: name)
    }

    /// Removes a file, if it is there.
    static func remove(_ path: String) throws(TLSError) {
        try PKIInterruption.current?.step(path)
        guard unlink(path) == 0 || errno == ENOENT else { throw TLSError(.unwritable, "\(path): \(text(errno))") }
        try synchronise(directoryOf: path)
    }

    /// Removes a directory with all that is in it, if it is there.
    static func removeTree(_ path: String) throws(TLSError) {
        for name in try names(in: path) {
            let entry = path + "/" + name
            if isDirectory(entry) { try removeTree(entry) } else { try remove(entry) }
        }
        try removeDirectory(path)
    }

    private static func isDirectory(_ path: String) -> Bool {
        var status = stat()
        return lstat(path, &status) == 0 && status.st_mode & S_IFMT == S_IFDIR
    }

    private static func removeDirectory(_ path: String) throws(TLSError) {
        try PKIInterruption.current?.step(path)
        guard rmdir(path) == 0 || errno == ENOENT else { throw TLSError(.unwritable, "\(path): \(text(errno))") }
        try synchronise(directoryOf: path)
    }

    /// What is in a directory, in order; nothing when it is not there.
    static func names(in path: String) throws(TLSError) -> [String] {
        guard let stream = opendir(path) else {
            if errno == ENOENT { return [] }
            throw TLSError(.unreadable, "\(path): \(text(errno))")
        }
        defer { closedir(stream) }
        var names: [String] = []
        while let entry = readdir(stream) {
            let name = withUnsafePointer(to: &entry.pointee.d_name) {
                String(cString: UnsafeRawPointer($0).assumingMemoryBound(to: CChar.self))
            }
            if name != ".", name != ".." { names.append(name) }
        }
        return names.sorted()
    }

    /// Makes a directory for its owner only, and those above it, unless it is there.
    static func makeDirectory(_ path: String) throws(TLSError) {
        try PKIInterruption.current?.step(path)
        if mkdir(path, 0o700) == 0 { return try synchronise(directoryOf: path) }
        let error = errno
        if error == EEXIST { return }
        guard error == ENOENT, let slash = path.lastIndex(of: "/"), slash > path.startIndex else {
            throw TLSError(.unwritable, "\(path): \(text(error))")
        }
        try makeDirectory(String(path[..<slash]))
        guard mkdir(path, 0o700) == 0 || errno == EEXIST else {
            throw TLSError(.unwritable, "\(path): \(text(errno))")
        }
        try synchronise(directoryOf: path)
    }

    /// Waits for others who change the same directory; the lock ends with the process or by closing the descriptor.
    static func lock(_ path: String) throws(TLSError) -> Int32 {
        let descriptor = open(path, O_RDWR | O_CREAT | O_CLOEXEC, 0o600)
        guard descriptor >= 0 else { throw TLSError(.unwritable, "\(path): \(text(errno))") }
        while flock(descriptor, LOCK_EX) != 0 {
            guard errno == EINTR else {
                let error = errno
                close(descriptor)
                throw TLSError(.unwritable, "\(path): \(text(error))")
            }
        }
        return descriptor
    }

    static func unlock(_ descriptor: Int32) { close(descriptor) }

    static var now: Int64 { Int64(time(nil)) }

    private static func text(_ error: Int32) -> String { String(cString: strerror(error)) }
}
