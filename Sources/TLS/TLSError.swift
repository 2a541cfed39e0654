/// Why keys, certificates or lists cannot be used or made.
public struct TLSError: Error, Hashable, Sendable, CustomStringConvertible {
    /// What kind of failure it is. New codes may be added: keep a `default`.
    public struct Code: Hashable, Sendable, CustomStringConvertible {
        private enum Kind: String {
            case missing, unreadable, invalid, exists, notFound = "not-found", unwritable, failed
        }
        private let kind: Kind

        /// A file is not there.
        public static let missing = Code(kind: .missing)
        /// A file is there, but the system does not let us read it.
        public static let unreadable = Code(kind: .unreadable)
        /// A file, or what was asked for, makes no sense.
        public static let invalid = Code(kind: .invalid)
        /// Something is there already and was not to be replaced.
        public static let exists = Code(kind: .exists)
        /// No such certificate was issued.
        public static let notFound = Code(kind: .notFound)
        /// A file cannot be written.
        public static let unwritable = Code(kind: .unwritable)
        /// OpenSSL refuses.
        public static let failed = Code(kind: .failed)

        public var description: String { kind.rawValue }
    }

    public let code: Code
    /// One sentence without a full stop.
    public let message: String
    public let hint: String?

    public init(_ code: Code, _ message: String, hint: String? = nil) {
        self.code = code
        self.message = message
        self.hint = hint
    }

    public var description: String { message }
}
