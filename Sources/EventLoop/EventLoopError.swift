import CUV

/// Why the loop could not do what it was asked, or why a connection ended.
///
/// `code` is for programs, `message` for people, `name` is the system's own name of the error where there is one.
public struct EventLoopError: Error, Hashable, Sendable, CustomStringConvertible {
    /// What kind of failure it is. New codes may be added: keep a `default`.
    public struct Code: Hashable, Sendable, CustomStringConvertible {
        private enum Kind: String {
            case system, addressInUse, addressNotAvailable, connectionRefused, connectionReset, unreachable
            case permissionDenied, tooManyOpenFiles, timedOut, cancelled, loopStopped, tlsNotConfigured
        }
        private let kind: Kind

        /// A failure without a code of its own; `name` tells which.
        public static let system = Code(kind: .system)
        /// Somebody listens there already.
        public static let addressInUse = Code(kind: .addressInUse)
        /// This machine does not have that address.
        public static let addressNotAvailable = Code(kind: .addressNotAvailable)
        /// Nobody listens there.
        public static let connectionRefused = Code(kind: .connectionRefused)
        /// The peer broke the connection off.
        public static let connectionReset = Code(kind: .connectionReset)
        /// No route leads there.
        public static let unreachable = Code(kind: .unreachable)
        /// The file system or the kernel forbids it.
        public static let permissionDenied = Code(kind: .permissionDenied)
        /// The process or the system is out of file descriptors.
        public static let tooManyOpenFiles = Code(kind: .tooManyOpenFiles)
        /// The deadline passed, here or in the kernel.
        public static let timedOut = Code(kind: .timedOut)
        /// Our own side gave it up.
        public static let cancelled = Code(kind: .cancelled)
        /// The loop is stopping or has stopped.
        public static let loopStopped = Code(kind: .loopStopped)
        /// The address asks for TLS, and there is no key or certificate for it.
        public static let tlsNotConfigured = Code(kind: .tlsNotConfigured)

        public var description: String { kind.rawValue }
    }

    public let code: Code
    /// One sentence without a full stop, naming the object it concerns.
    public let message: String
    /// The system's name, such as `ECONNREFUSED`; empty when the failure is not the system's.
    public let name: String

    public init(_ code: Code, _ message: String, name: String = "") {
        self.code = code
        self.message = message
        self.name = name
    }

    public var description: String { name.isEmpty ? message : "\(message) (\(name))" }
}

extension EventLoopError {
    /// A libuv status below zero, met while doing what `action` says: `connecting to tcp:10.0.0.1:6640`.
    init(status: Int32, _ action: String) {
        let reason = uv_strerror(status).map { String(cString: $0) } ?? "unknown error"
        let name = uv_err_name(status).map { String(cString: $0) } ?? String(status)
        self.init(Code(status: status), "\(action) failed: \(reason)", name: name)
    }
}

extension EventLoopError.Code {
    fileprivate init(status: Int32) {
        self =
            switch uv_errno_t(rawValue: status) {
            case UV_EADDRINUSE: .addressInUse
            case UV_EADDRNOTAVAIL: .addressNotAvailable
            case UV_ECONNREFUSED: .connectionRefused
            case UV_ECONNRESET, UV_EPIPE, UV_ECONNABORTED: .connectionReset
            case UV_ENETUNREACH, UV_EHOSTUNREACH: .unreachable
            case UV_EACCES, UV_EPERM: .permissionDenied
            case UV_EMFILE, UV_ENFILE: .tooManyOpenFiles
            case UV_ETIMEDOUT: .timedOut
            case UV_ECANCELED: .cancelled
            default: .system
            }
    }
}
