/// Why updates cannot be applied to a replica. The replica is to be dropped and loaded anew.
public struct ReplicaError: Error, Hashable, Sendable, CustomStringConvertible {
    public enum Code: Hashable, Sendable {
        /// The updates contradict what the replica holds: a row inserted twice, or changed without being there.
        case inconsistent
        /// The database is larger than the replica's limits.
        case tooLarge
        /// Updates failed earlier: the contents are not to be trusted.
        case broken
    }

    public let code: Code
    public let details: String

    public init(_ code: Code, _ details: String) {
        self.code = code
        self.details = details
    }

    public var description: String { details }
}
