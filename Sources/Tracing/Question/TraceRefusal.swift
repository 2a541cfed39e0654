/// Why a question is not answered at all.
public enum TraceRefusal: Error, Hashable, Sendable {
    /// It has not the form of a question, or means nobody in particular.
    case malformed(String, hint: String?)
    case notFound(String)
    /// An answer would take too long, or too much room.
    case tooLarge(String)
    /// What a host should have cannot be executed: a fault of Weft.
    case unsound(String)
}
