/// One value of an atomic type (RFC 7047 section 3.1 and 5.1 `<atom>`).
///
/// Strings are equal when their bytes are, as they are for the server; Swift's own equality would take two spellings
/// of "é" for the same.
public enum Atom: Sendable {
    case integer(Int64)
    case real(Double)
    case boolean(Bool)
    case string(String)
    case uuid(OVSDBUUID)
    /// A row inserted by the same transaction, by its `uuid-name`. Only requests have these.
    case namedUUID(String)

    /// Which type the atom is of.
    public var type: AtomicType {
        switch self {
        case .integer: .integer
        case .real: .real
        case .boolean: .boolean
        case .string: .string
        case .uuid, .namedUUID: .uuid
        }
    }

    /// Roughly how much memory the atom takes, in bytes.
    var weight: Int {
        switch self {
        case .string(let text), .namedUUID(let text): 24 + text.utf8.count
        default: 24
        }
    }
}

extension Atom: Hashable {
    public static func == (left: Self, right: Self) -> Bool {
        switch (left, right) {
        case (.integer(let left), .integer(let right)): left == right
        case (.real(let left), .real(let right)): left == right
        case (.boolean(let left), .boolean(let right)): left == right
        case (.string(let left), .string(let right)): left == right && left.utf8.elementsEqual(right.utf8)
        case (.uuid(let left), .uuid(let right)): left == right
        case (.namedUUID(let left), .namedUUID(let right)): left == right && left.utf8.elementsEqual(right.utf8)
        default: false
        }
    }

    public func hash(into hasher: inout Hasher) {
        switch self {
        case .integer(let value): hasher.combine(value)
        case .real(let value): hasher.combine(value)
        case .boolean(let value): hasher.combine(value)
        case .string(let value), .namedUUID(let value): hasher.combine(value)
        case .uuid(let value): hasher.combine(value)
        }
    }
}

extension Atom: Comparable {
    public static func < (left: Self, right: Self) -> Bool {
        switch (left, right) {
        case (.integer(let left), .integer(let right)): left < right
        case (.real(let left), .real(let right)): left < right
        case (.boolean(let left), .boolean(let right)): !left && right
        case (.string(let left), .string(let right)), (.namedUUID(let left), .namedUUID(let right)):
            left.utf8.lexicographicallyPrecedes(right.utf8)
        case (.uuid(let left), .uuid(let right)): left < right
        default: left.rank < right.rank
        }
    }

    private var rank: Int {
        switch self {
        case .integer: 0
        case .real: 1
        case .boolean: 2
        case .string: 3
        case .uuid: 4
        case .namedUUID: 5
        }
    }
}

extension Atom: ExpressibleByIntegerLiteral, ExpressibleByFloatLiteral, ExpressibleByBooleanLiteral,
    ExpressibleByStringLiteral, ExpressibleByStringInterpolation
{
    public init(integerLiteral value: Int64) { self = .integer(value) }
    public init(floatLiteral value: Double) { self = .real(value) }
    public init(booleanLiteral value: Bool) { self = .boolean(value) }
    public init(stringLiteral value: String) { self = .string(value) }
}
