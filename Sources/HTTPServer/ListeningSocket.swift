import Glibc
import Synchronization

/// A bound, listening socket. Closed by its owner's word or its end, whichever is first.
final class ListeningSocket: Sendable {
    /// Connections that may wait in the kernel to be accepted.
    private static let backlog: Int32 = 256

    let descriptor: Int32
    /// Where it listens; with the port that was chosen when 0 was asked for.
    let endpoint: HTTPServer.Endpoint
    private let file: SocketFile?
    private let isClosed = Atomic(false)

    init(_ endpoint: HTTPServer.Endpoint) throws(HTTPServerError) {
        switch endpoint {
        case .unix(let path):
            let file: SocketFile
            (descriptor, file) = try bindUnixSocket(path)
            self.file = file
            self.endpoint = endpoint
        case .tcp(let host, let port):
            let bound: UInt16
            (descriptor, bound) = try bindTCPSocket(host, port)
            file = nil
            self.endpoint = .tcp(host: host, port: bound)
        }
        guard listen(descriptor, Self.backlog) == 0 else {
            let failure = systemError("cannot listen on \(endpoint)")
            close()
            throw failure
        }
    }

    deinit { close() }

    func close() {
        guard !isClosed.exchange(true, ordering: .acquiringAndReleasing) else { return }
        file?.remove()
        Glibc.close(descriptor)
    }
}

/// The error of the system call that has just failed.
func systemError(_ what: String) -> HTTPServerError {
    let number = errno
    return HTTPServerError(
        number == EADDRINUSE ? .addressInUse : .system, "\(what): \(String(cString: strerror(number)))")
}

/// Makes a socket that child processes do not inherit.
func makeSocket(_ family: Int32) throws(HTTPServerError) -> Int32 {
    let flags = Int32(SOCK_STREAM.rawValue) | Int32(SOCK_CLOEXEC.rawValue) | Int32(SOCK_NONBLOCK.rawValue)
    let descriptor = socket(family, flags, 0)
    guard descriptor >= 0 else { throw systemError("cannot make a socket") }
    return descriptor
}

private func bindTCPSocket(_ host: String, _ port: UInt16) throws(HTTPServerError) -> (Int32, UInt16) {
    var hints = addrinfo()
    hints.ai_flags = AI_PASSIVE | AI_NUMERICHOST | AI_NUMERICSERV
    hints.ai_socktype = Int32(SOCK_STREAM.rawValue)
    var list: UnsafeMutablePointer<addrinfo>?
    let result = getaddrinfo(host, String(port), &hints, &list)
    defer { freeaddrinfo(list) }
    guard result == 0, let address = list?.pointee else {
        throw HTTPServerError(.invalidEndpoint, "\(host) is not a numeric address")
    }
    let descriptor = try makeSocket(address.ai_family)
    var yes: Int32 = 1
    setsockopt(descriptor, SOL_SOCKET, SO_REUSEADDR, &yes, socklen_t(MemoryLayout<Int32>.size))
    guard bind(descriptor, address.ai_addr, address.ai_addrlen) == 0 else {
        defer { close(descriptor) }
        throw systemError("cannot listen on \(host) port \(port)")
    }
    var storage = sockaddr_storage()
    var length = socklen_t(MemoryLayout<sockaddr_storage>.size)
    withUnsafeMutableBytes(of: &storage) { bytes in
        bytes.withMemoryRebound(to: sockaddr.self) { _ = getsockname(descriptor, $0.baseAddress, &length) }
    }
    return (descriptor, numericAddress(storage, length).port)
}
