extension Diagnostic {
    /// What kind of error it is; stable, part of the API's answers.
    public struct Code: Hashable, Sendable, CustomStringConvertible {
        public let name: String

        public init(_ name: String) { self.name = name }

        /// The text is not YAML of the profile of INTERFACE.md 1.
        public static let syntax = Code("syntax")
        /// A scalar does not have the form or the range that its field needs, or fields contradict each other.
        public static let invalid = Code("invalid")
        public static let unknownKey = Code("unknown-key")
        public static let missing = Code("missing")
        /// A scalar, list or mapping stands where another of them is needed.
        public static let wrongType = Code("wrong-type")
        /// A document, list, depth or number of errors is beyond its bound.
        public static let tooLarge = Code("too-large")
        /// In the contract, but not in this version of Weft.
        public static let notSupported = Code("not-supported")
        /// Declared twice: an object, a key, an address, a MAC.
        public static let duplicate = Code("duplicate")
        /// A name that Weft keeps for itself.
        public static let reserved = Code("reserved")
        public static let notFound = Code("not-found")
        /// Only another tenant, or the admin, may say this.
        public static let notGranted = Code("not-granted")
        public static let quota = Code("quota")
        /// A pool has nothing left to give.
        public static let exhausted = Code("exhausted")
        /// Removed although others refer to it.
        public static let inUse = Code("in-use")
        /// Contradicts what another document or writer has.
        public static let conflict = Code("conflict")
        /// The caller may not write there.
        public static let denied = Code("denied")
        /// A warning: a rule that decides nothing.
        public static let noEffect = Code("no-effect")
        /// A warning: a tenant leaves to Weft what counts where no rule decides.
        public static let noDefault = Code("no-default")

        public var description: String { name }

        /// The exit code of `weft` for it (INTERFACE.md 3): 3 invalid document, 4 conflict, 5 not found, 8 denied.
        ///
        /// A reference to something unknown is an invalid document, so `notFound` counts as one here.
        public var exitCode: Int32 {
            switch self {
            case .inUse, .conflict: 4
            case .denied: 8
            default: 3
            }
        }
    }
}
