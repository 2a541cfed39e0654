/// One thing that is wrong with documents, with its place in the text.
///
/// Printed as `file:line:column: error: message`, then a `hint:` line and an `also:` line for each related place.
public struct Diagnostic: Error, Hashable, Sendable, CustomStringConvertible {
    public enum Severity: String, Hashable, Sendable {
        case error
        case warning
    }

    public let code: Code
    public let severity: Severity
    /// Names the object, what was expected and what was found.
    public let message: String
    /// Nil when no text is at fault, as when a document is to be deleted that does not exist.
    public let position: SourcePosition?
    /// The place within its document as a JSON pointer (RFC 6901), where one node is at fault.
    public let pointer: String?
    /// What to do about it.
    public let hint: String?
    /// Other places that matter: the first declaration of a duplicate, the objects that refer to a removed one.
    public let related: [SourcePosition]

    public init(
        _ code: Code, _ message: String, at position: SourcePosition?, severity: Severity = .error,
        pointer: String? = nil, hint: String? = nil, related: [SourcePosition] = []
    ) {
        self.code = code
        self.severity = severity
        self.message = message
        self.position = position
        self.pointer = pointer
        self.hint = hint
        self.related = related
    }

    public var description: String {
        var lines = [(position.map { "\($0): " } ?? "") + "\(severity.rawValue): \(message)"]
        if let hint { lines.append("hint: \(hint)") }
        lines += related.map { "also: \($0)" }
        return lines.joined(separator: "\n")
    }
}

extension Diagnostic: Comparable {
    /// By place, those without one first; then by code and message, so that the order never depends on hashing.
    public static func < (left: Self, right: Self) -> Bool {
        guard left.position == right.position else {
            guard let leftPosition = left.position else { return true }
            guard let rightPosition = right.position else { return false }
            return leftPosition < rightPosition
        }
        return (left.code.name, left.message) < (right.code.name, right.message)
    }
}
