import JSON

/// The type of a column's elements or of one side of its map, with its constraints (RFC 7047 section 3.2 `<base-type>`).
public struct BaseType: Hashable, Sendable {
    /// Whether a reference keeps the row it names alive.
    public enum ReferenceKind: String, Hashable, Sendable {
        case strong, weak
    }

    public var type: AtomicType
    /// The only values allowed, when limited.
    public var enumeration: Datum?
    public var minInteger: Int64?
    public var maxInteger: Int64?
    public var minReal: Double?
    public var maxReal: Double?
    /// In characters.
    public var minLength: Int64?
    /// In characters.
    public var maxLength: Int64?
    /// The table a uuid refers to.
    public var referencedTable: String?
    public var referenceKind: ReferenceKind

    public init(_ type: AtomicType) {
        self.type = type
        referenceKind = .strong
    }

    /// Checks an atom of this type against the constraints.
    public func check(_ atom: Atom) throws(OVSDBError) {
        if let enumeration, !enumeration.contains(atom) {
            throw violation(
                "\(atom.json.serialized()) is not one of the allowed values \(enumeration.json.serialized())")
        }
        switch atom {
        case .integer(let value): try check(value, minInteger, maxInteger)
        case .real(let value): try check(value, minReal, maxReal)
        case .string(let text):
            guard minLength != nil || maxLength != nil else { return }
            let length = Int64(text.unicodeScalars.count)
            if let minLength, length < minLength {
                throw violation("\(length) characters, at least \(minLength) needed")
            }
            if let maxLength, length > maxLength {
                throw violation("\(length) characters, at most \(maxLength) allowed")
            }
        case .boolean, .uuid, .namedUUID: break
        }
    }

    private func check<Value: Comparable>(_ value: Value, _ minimum: Value?, _ maximum: Value?) throws(OVSDBError) {
        if let minimum, value < minimum { throw violation("\(value) is less than \(minimum)") }
        if let maximum, value > maximum { throw violation("\(value) is greater than \(maximum)") }
    }

    private func violation(_ text: String) -> OVSDBError { OVSDBError(.constraintViolation, text) }
}
