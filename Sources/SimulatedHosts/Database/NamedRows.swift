import JSON
import OVSDB

/// The rows that one transaction names by `uuid-name`, and the values that may name them (RFC 7047 section 5.1).
///
/// A name may be used before the row is inserted, and a name of no row is a reference to nothing.
struct NamedRows {
    private struct Entry {
        var uuid: OVSDBUUID
        var isInserted: Bool
    }

    var source: UUIDSource
    private var entries: [String: Entry] = [:]
    /// A monitor's conditions name no rows.
    private let isAllowed: Bool

    init(source: UUIDSource) {
        self.source = source
        isAllowed = true
    }

    /// No names at all.
    static let none = NamedRows()

    private init() {
        source = UUIDSource(seed: 0)
        isAllowed = false
    }

    /// The uuid behind a name.
    private mutating func uuid(_ name: String) -> OVSDBUUID {
        if let entry = entries[name] { return entry.uuid }
        let uuid = source.next()
        entries[name] = Entry(uuid: uuid, isInserted: false)
        return uuid
    }

    /// Names a row that is inserted, and answers its uuid: the one asked for, or one made up; nil when the name is
    /// another row's already.
    mutating func insert(_ name: String, uuid wanted: OVSDBUUID?) -> OVSDBUUID? {
        let known = uuid(name)
        guard entries[name]?.isInserted == false else { return nil }
        entries[name] = Entry(uuid: wanted ?? known, isInserted: true)
        return wanted ?? known
    }

    /// Reads a value, with the errors that ovsdb-server has for it.
    mutating func datum(_ json: JSONValue, _ type: ColumnType) throws(OVSDBError) -> Datum {
        if let value = type.value { return try map(json, type, value) }
        guard let list = json.array, list.first == "set" else {
            return Datum(try atom(json, type.key))
        }
        let elements = try Self.unwrap(list, "set", type)
        var atoms: [Atom] = []
        atoms.reserveCapacity(elements.count)
        for element in elements { atoms.append(try atom(element, type.key)) }
        let datum = Datum(set: atoms)
        guard datum.count == atoms.count else { throw OVSDBError(.ovsdbError, "set contains duplicate") }
        return datum
    }

    private mutating func map(_ json: JSONValue, _ type: ColumnType, _ valueType: BaseType) throws(OVSDBError) -> Datum
    {
        var pairs: [Datum.Pair] = []
        for element in try Self.unwrap(json.array ?? [], "map", type) {
            guard let pair = element.array, pair.count == 2 else {
                throw OVSDBError(.syntaxError, "expected 2-element array")
            }
            pairs.append(.init(try atom(pair[0], type.key), try atom(pair[1], valueType)))
        }
        let datum = Datum(map: pairs)
        guard datum.count == pairs.count else { throw OVSDBError(.ovsdbError, "map contains duplicate key") }
        return datum
    }

    private static func unwrap(
        _ list: [JSONValue], _ kind: String, _ type: ColumnType
    ) throws(OVSDBError) -> [JSONValue] {
        guard list.count == 2, list[0] == .string(kind), let elements = list[1].array else {
            throw OVSDBError(.syntaxError, "expected [\"\(kind)\", <array>]")
        }
        guard elements.count >= type.minimum, type.maximum.map({ elements.count <= $0 }) ?? true else {
            let most = type.maximum.map { "\($0)" } ?? "any number of"
            throw OVSDBError(
                .syntaxError, "\(kind) must have \(type.minimum) to \(most) members but \(elements.count) are present")
        }
        return elements
    }

    private mutating func atom(_ json: JSONValue, _ base: BaseType) throws(OVSDBError) -> Atom {
        let atom = try unchecked(json, base.type)
        try base.check(atom)
        return atom
    }

    private mutating func unchecked(_ json: JSONValue, _ type: AtomicType) throws(OVSDBError) -> Atom {
        guard type == .uuid else { return try Atom(json: json, type: type) }
        guard let pair = json.array, pair.count == 2, let kind = pair[0].string, let text = pair[1].string else {
            throw OVSDBError(.syntaxError, "expected [\"uuid\", <string>]")
        }
        if kind == "uuid", let uuid = OVSDBUUID(text) { return .uuid(uuid) }
        if kind == "named-uuid", isAllowed { return .uuid(uuid(text)) }
        throw OVSDBError(.syntaxError, "expected [\"uuid\", <string>]")
    }
}

extension OVSDBError.Code {
    /// What ovsdb-server says where it has no word: a set or map that names an element twice.
    static let ovsdbError = Self("ovsdb error")
    static let unknownFunction = Self("unknown function")
    static let unknownMutator = Self("unknown mutator")
}
