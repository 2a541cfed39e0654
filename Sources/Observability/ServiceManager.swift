import Glibc

/// Talks to the service manager that started the process (sd_notify(3)).
public struct ServiceManager: Sendable {
    private let environment: [String: String]

    public init(environment: [String: String]) {
        self.environment = environment
    }

    /// Sends assignments such as `READY=1`, `STOPPING=1`, `WATCHDOG=1` or `STATUS=…`, one a line. False when nobody
    /// listens, or it could not be sent; neither matters to the program.
    @discardableResult
    public func notify(_ state: String) -> Bool {
        guard let name = environment["NOTIFY_SOCKET"], let (address, length) = socketAddress(name) else { return false }
        let descriptor = socket(AF_UNIX, Int32(SOCK_DGRAM.rawValue) | Int32(SOCK_CLOEXEC.rawValue), 0)
        guard descriptor >= 0 else { return false }
        defer { close(descriptor) }
        let bytes = Array(state.utf8)
        // Never waits: a manager that does not read must not stop the program.
        let flags = Int32(MSG_NOSIGNAL) | Int32(MSG_DONTWAIT)
        let count = withUnsafeBytes(of: address) { raw in
            raw.withMemoryRebound(to: sockaddr.self) {
                sendto(descriptor, bytes, bytes.count, flags, $0.baseAddress, length)
            }
        }
        return count == bytes.count
    }

    /// How long the manager waits for a `WATCHDOG=1` before it restarts the process: send one in half that time. `nil`
    /// when it does not watch, or watches another process.
    public var watchdogInterval: Duration? {
        guard let microseconds = environment["WATCHDOG_USEC"].flatMap({ Int64($0) }), microseconds > 0 else {
            return nil
        }
        if let process = environment["WATCHDOG_PID"], process != String(getpid()) { return nil }
        return .microseconds(microseconds)
    }
}

/// A path, or `@name` for the abstract namespace, where the first byte is zero and the length counts.
private func socketAddress(_ name: String) -> (sockaddr_un, socklen_t)? {
    var bytes = Array(name.utf8)
    guard bytes.count > 1, bytes[0] == UInt8(ascii: "/") || bytes[0] == UInt8(ascii: "@") else { return nil }
    let isAbstract = bytes[0] == UInt8(ascii: "@")
    if isAbstract { bytes[0] = 0 }
    var address = sockaddr_un()
    address.sun_family = sa_family_t(AF_UNIX)
    let fits = withUnsafeMutableBytes(of: &address.sun_path) { target in
        guard bytes.count < target.count else { return false }
        target.copyBytes(from: bytes)
        return true
    }
    let pathOffset = MemoryLayout<sockaddr_un>.offset(of: \.sun_path) ?? 2
    return fits ? (address, socklen_t(pathOffset + bytes.count + (isAbstract ? 0 : 1))) : nil
}
