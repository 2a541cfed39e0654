import OVSDB

/// A table of a schema with its columns in places: a row is an array.
struct TableModel: Sendable {
    /// A column whose keys or values are rows of tables.
    struct ReferenceColumn: Hashable, Sendable {
        let position: Int
        /// The table that its keys or elements are rows of; nil when they are no such references.
        let keyTable: Int?
        /// The table that its values are rows of; nil when they are no such references.
        let valueTable: Int?
    }

    let name: String
    let isRoot: Bool
    let maximumRows: Int?
    /// In the order of their names, which is that of the places.
    let columns: [String]
    let types: [ColumnType]
    let isMutable: [Bool]
    let defaults: [Datum]
    /// The places of the columns of each index.
    let indexes: [[Int]]
    let strong: [ReferenceColumn]
    let weak: [ReferenceColumn]
    private let places: [String: Int]

    init(_ table: TableSchema, numbers: [String: Int], isRoot: Bool) throws(OVSDBError) {
        name = table.name
        self.isRoot = isRoot
        maximumRows = table.maximumRows.map { Int($0) }
        let sorted = table.columns.sorted { $0.key < $1.key }
        columns = sorted.map(\.key)
        types = sorted.map(\.value.type)
        isMutable = sorted.map(\.value.isMutable)
        defaults = sorted.map(\.value.type.defaultValue)
        let places = Dictionary(uniqueKeysWithValues: columns.enumerated().map { ($1, $0) })
        self.places = places
        indexes = table.indexes.map { $0.compactMap { places[$0] } }
        strong = try Self.references(types, .strong, table.name, numbers)
        weak = try Self.references(types, .weak, table.name, numbers)
    }

    /// What stands under a column's name; nil when the table has no such column.
    func column(_ name: String) -> ColumnPlace? {
        if let position = places[name] { return .position(position) }
        return switch name {
        case "_uuid": .uuid
        case "_version": .version
        default: nil
        }
    }

    func type(of column: ColumnPlace) -> ColumnType {
        if case .position(let position) = column { types[position] } else { ColumnType(key: BaseType(.uuid)) }
    }

    func isMutable(_ column: ColumnPlace) -> Bool {
        if case .position(let position) = column { isMutable[position] } else { false }
    }

    private static func references(
        _ types: [ColumnType], _ kind: BaseType.ReferenceKind, _ table: String, _ numbers: [String: Int]
    ) throws(OVSDBError) -> [ReferenceColumn] {
        var columns: [ReferenceColumn] = []
        for (position, type) in types.enumerated() {
            let key = try target(type.key, kind, table, numbers)
            var value: Int?
            if let base = type.value { value = try target(base, kind, table, numbers) }
            guard key != nil || value != nil else { continue }
            columns.append(ReferenceColumn(position: position, keyTable: key, valueTable: value))
        }
        return columns
    }

    private static func target(
        _ base: BaseType, _ kind: BaseType.ReferenceKind, _ table: String, _ numbers: [String: Int]
    ) throws(OVSDBError) -> Int? {
        guard let name = base.referencedTable, base.referenceKind == kind else { return nil }
        guard let number = numbers[name] else {
            throw OVSDBError(.syntaxError, "table \(table): a column refers to the unknown table \(name)")
        }
        return number
    }
}

/// Where a column's value stands in a row. Two columns are every row's own (RFC 7047 section 3.2).
enum ColumnPlace: Hashable, Sendable {
    case uuid
    case version
    case position(Int)
}
