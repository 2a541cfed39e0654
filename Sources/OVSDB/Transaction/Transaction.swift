public import JSON

/// A list of operations that take effect together or not at all (RFC 7047 section 5.2).
///
/// Columns are written in the order of their names, so the same calls give the same bytes.
public struct Transaction: Hashable, Sendable {
    /// What a `wait` waits for.
    public enum WaitCondition: String, Hashable, Sendable {
        case equal = "=="
        case notEqual = "!="
    }

    /// The operations as the server reads them.
    public private(set) var operations: [JSONValue] = []

    /// Whether an operation can change the database, as opposed to guards, comments and queries only.
    public private(set) var hasChanges = false

    /// The uuid-names of the rows it inserts.
    private var names: Set<String> = []

    public init() {}

    /// Whether there are no operations at all: nothing to send.
    public var isEmpty: Bool { operations.isEmpty }

    /// The number of operations.
    public var count: Int { operations.count }

    /// Inserts a row. Other operations of this transaction refer to it as `Datum.namedUUID`.
    ///
    /// Traps when another row of the transaction has the name.
    ///
    /// - Parameter uuid: the uuid the row shall have (Open vSwitch 2.13 and later); the server chooses when nil.
    public mutating func insert(
        _ table: String, row: [String: Datum], namedUUID: String? = nil, uuid: OVSDBUUID? = nil
    ) {
        var operation = Self.operation("insert", table)
        operation["row"] = Self.row(row)
        if let namedUUID {
            precondition(Identifier.isValid(namedUUID), "a uuid-name is letters, digits and underscores")
            precondition(names.insert(namedUUID).inserted, "a transaction names its rows apart")
            operation["uuid-name"] = .string(namedUUID)
        }
        if let uuid { operation["uuid"] = .string(uuid.description) }
        change(operation)
    }

    /// Inserts a row under a name made up for it, by which other operations of this transaction refer to it.
    ///
    /// The name tells the operation's place, so two transactions that are joined by `append` may both have it: name
    /// the rows of one of them yourself then.
    public mutating func insert(_ table: String, _ row: [String: Datum]) -> NewRow {
        var name = "row\(count)"
        while names.contains(name) { name += "_" }
        let new = NewRow(name: name, operationIndex: count)
        insert(table, row: row, namedUUID: new.name)
        return new
    }

    /// Sets columns of the rows that fulfil the conditions; of all rows when there are none.
    public mutating func update(_ table: String, where conditions: [Condition], row: [String: Datum]) {
        var operation = Self.operation("update", table, where: conditions)
        operation["row"] = Self.row(row)
        change(operation)
    }

    /// Changes columns relative to what they hold.
    public mutating func mutate(_ table: String, where conditions: [Condition], mutations: [Mutation]) {
        var operation = Self.operation("mutate", table, where: conditions)
        operation["mutations"] = .array(mutations.map(\.json))
        change(operation)
    }

    /// Deletes the rows that fulfil the conditions; all rows when there are none.
    public mutating func delete(_ table: String, where conditions: [Condition]) {
        change(Self.operation("delete", table, where: conditions))
    }

    /// Guards the transaction: it fails with `timedOut` unless the columns of the matching rows are (or are not) these
    /// rows.
    ///
    /// - Parameter timeout: how long the server may wait, in milliseconds; 0 looks once.
    public mutating func wait(
        _ table: String, where conditions: [Condition], columns: [String], until: WaitCondition = .equal,
        rows: [[String: Datum]], timeout: Int64 = 0
    ) {
        precondition(timeout >= 0, "a time-out is not negative")
        var operation = Self.operation("wait", table, where: conditions)
        operation["columns"] = .array(columns.map { .string($0) })
        operation["until"] = .string(until.rawValue)
        operation["rows"] = .array(rows.map { Self.row($0) })
        operation["timeout"] = .integer(timeout)
        operations.append(.object(operation))
    }

    /// Guards the transaction: it fails with `notOwner` unless the session has the lock.
    public mutating func assertLock(_ name: String) {
        precondition(Identifier.isValid(name), "a lock's name is letters, digits and underscores")
        operations.append(["op": "assert", "lock": .string(name)])
    }

    /// Reads columns, or all of them when nil.
    public mutating func select(_ table: String, where conditions: [Condition], columns: [String]? = nil) {
        var operation = Self.operation("select", table, where: conditions)
        if let columns { operation["columns"] = .array(columns.map { .string($0) }) }
        operations.append(.object(operation))
    }

    /// Puts a remark into the server's log.
    public mutating func comment(_ text: String) {
        operations.append(["op": "comment", "comment": .string(text)])
    }

    /// Makes the server answer only when the change is on disk.
    public mutating func commit(durable: Bool) {
        operations.append(["op": "commit", "durable": .bool(durable)])
    }

    /// Makes the transaction fail with `aborted`, as a rehearsal of the operations before.
    public mutating func abort() { operations.append(["op": "abort"]) }

    /// Adds the operations of another transaction after these.
    ///
    /// Traps when both name a row alike.
    public mutating func append(_ other: Transaction) {
        precondition(names.isDisjoint(with: other.names), "transactions that are joined name their rows apart")
        names.formUnion(other.names)
        operations += other.operations
        hasChanges = hasChanges || other.hasChanges
    }

    private mutating func change(_ operation: JSONObject) {
        operations.append(.object(operation))
        hasChanges = true
    }

    private static func operation(_ name: String, _ table: String) -> JSONObject {
        ["op": .string(name), "table": .string(table)]
    }

    private static func operation(_ name: String, _ table: String, where conditions: [Condition]) -> JSONObject {
        ["op": .string(name), "table": .string(table), "where": .array(conditions.map(\.json))]
    }

    private static func row(_ columns: [String: Datum]) -> JSONValue {
        .object(JSONObject(columns.sorted { $0.key < $1.key }.map { ($0.key, $0.value.json) }))
    }
}
