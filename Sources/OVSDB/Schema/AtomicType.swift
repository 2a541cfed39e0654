/// The types an atom can have (RFC 7047 section 3.2 `<atomic-type>`).
public enum AtomicType: String, Hashable, Sendable, CaseIterable {
    case integer, real, boolean, string, uuid

    /// The value of a column nobody set (RFC 7047 section 5.2.1).
    public var defaultAtom: Atom {
        switch self {
        case .integer: .integer(0)
        case .real: .real(0)
        case .boolean: .boolean(false)
        case .string: .string("")
        case .uuid: .uuid(.zero)
        }
    }
}
