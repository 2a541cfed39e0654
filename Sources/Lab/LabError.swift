/// Why a lab operation failed: a stable code for programs, a sentence for people and, where there is one, what to do.
public struct LabError: Error, Hashable, Sendable, CustomStringConvertible {
    /// A stable, extensible name of a kind of failure.
    public struct Code: Hashable, Sendable, CustomStringConvertible {
        public let description: String
        public init(_ description: String) { self.description = description }

        /// The request or the file makes no sense.
        public static let invalid = Code("invalid")
        /// No lab, host or VM has that name.
        public static let notFound = Code("not-found")
        /// What is there contradicts what is asked for.
        public static let conflict = Code("conflict")
        /// The lab cannot do this, in this mode or on this machine.
        public static let notSupported = Code("not-supported")
        /// An external program or a system call failed.
        public static let commandFailed = Code("command-failed")
        /// Something did not end in its time.
        public static let timedOut = Code("timed-out")
    }

    public let code: Code
    public let message: String
    public let hint: String?

    public init(_ code: Code, _ message: String, hint: String? = nil) {
        self.code = code
        self.message = message
        self.hint = hint
    }

    public var description: String { "\(code): \(message)" + (hint.map { " (hint: \($0))" } ?? "") }
}
