import Glibc

/// The name of a listening socket in the file system, and which file it was when we made it.
struct SocketFile: Sendable {
    private let path: String
    private let device: dev_t
    private let inode: ino_t

    init(_ path: String) throws(HTTPServerError) {
        var status = stat()
        guard lstat(path, &status) == 0 else { throw systemError("cannot look at \(path)") }
        (self.path, device, inode) = (path, status.st_dev, status.st_ino)
    }

    /// Removes the name, unless another server has put its own there meanwhile.
    func remove() {
        var status = stat()
        guard lstat(path, &status) == 0, status.st_dev == device, status.st_ino == inode else { return }
        unlink(path)
    }
}

/// Binds a socket that root and its own user and group may use. A socket file on which nobody listens is replaced; any
/// other file is left alone.
func bindUnixSocket(_ path: String) throws(HTTPServerError) -> (Int32, SocketFile) {
    let address = try unixAddress(path)
    let descriptor = try makeSocket(AF_UNIX)
    do throws(HTTPServerError) {
        // The file takes its mode from the descriptor, so it is never open to others, not even between two calls.
        guard fchmod(descriptor, 0o660) == 0 else { throw systemError("cannot restrict \(path)") }
        if !bindTo(address, descriptor) {
            guard errno == EADDRINUSE else { throw systemError("cannot listen on \(path)") }
            try removeStale(path, address)
            guard bindTo(address, descriptor) else { throw systemError("cannot listen on \(path)") }
        }
        // The umask may have taken the group's access.
        guard chmod(path, 0o660) == 0 else { throw systemError("cannot restrict \(path)") }
        return (descriptor, try SocketFile(path))
    } catch {
        close(descriptor)
        throw error
    }
}

private func removeStale(_ path: String, _ address: sockaddr_un) throws(HTTPServerError) {
    var status = stat()
    guard lstat(path, &status) == 0, status.st_mode & S_IFMT == S_IFSOCK else {
        throw HTTPServerError(.addressInUse, "\(path) exists and is not a socket")
    }
    let probe = try makeSocket(AF_UNIX)
    defer { close(probe) }
    let result = withUnsafeBytes(of: address) { bytes in
        bytes.withMemoryRebound(to: sockaddr.self) { connect(probe, $0.baseAddress, socklen_t(bytes.count)) }
    }
    // Refused means that nobody listens; everything else (a full queue, no access) that somebody may.
    guard result != 0, errno == ECONNREFUSED else {
        throw HTTPServerError(.addressInUse, "another server listens on \(path)")
    }
    guard unlink(path) == 0 || errno == ENOENT else { throw systemError("cannot replace \(path)") }
}

private func bindTo(_ address: sockaddr_un, _ descriptor: Int32) -> Bool {
    withUnsafeBytes(of: address) { bytes in
        bytes.withMemoryRebound(to: sockaddr.self) { bind(descriptor, $0.baseAddress, socklen_t(bytes.count)) }
    } == 0
}

private func unixAddress(_ path: String) throws(HTTPServerError) -> sockaddr_un {
    var address = sockaddr_un()
    address.sun_family = sa_family_t(AF_UNIX)
    let bytes = Array(path.utf8)
    let fits = withUnsafeMutableBytes(of: &address.sun_path) { target in
        // One byte stays zero: the end of the name.
        guard !bytes.isEmpty, !bytes.contains(0), bytes.count < target.count else { return false }
        target.copyBytes(from: bytes)
        return true
    }
    guard fits else { throw HTTPServerError(.invalidEndpoint, "\(path) is empty or too long for a socket's name") }
    return address
}
