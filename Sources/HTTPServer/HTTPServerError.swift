/// Why a server could not start.
public struct HTTPServerError: Error, Hashable, Sendable, CustomStringConvertible {
    /// What kind of failure it is. Cases may be added.
    public struct Code: Hashable, Sendable, CustomStringConvertible {
        private enum Name: String { case addressInUse, invalidEndpoint, system }
        private let name: Name

        /// Somebody listens there already, or a file that is no socket stands in the way.
        public static let addressInUse = Code(name: .addressInUse)
        /// The endpoint cannot name a socket: a path that is too long, an address that is none.
        public static let invalidEndpoint = Code(name: .invalidEndpoint)
        /// A system call failed.
        public static let system = Code(name: .system)

        public var description: String { name.rawValue }
    }

    public let code: Code
    public let message: String

    public init(_ code: Code, _ message: String) {
        self.code = code
        self.message = message
    }

    public var description: String { message }
}
