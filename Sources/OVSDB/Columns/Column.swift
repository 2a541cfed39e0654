/// A column of a table with the Swift type of its values; `VSwitch` has those of Open vSwitch.
///
/// ```swift
/// row[VSwitch.Bridge.name]                              // String
/// row[VSwitch.Bridge.ports]                             // Set<OVSDBUUID>
/// var columns: [String: Datum] = [:]
/// columns[VSwitch.Bridge.failMode] = "secure"           // for Transaction.insert and update
/// transaction.delete("Bridge", where: [.equal(VSwitch.Bridge.name, "br0")])
/// ```
public struct Column<Value: ColumnValue>: Hashable, Sendable {
    public let name: String

    public init(_ name: String) { self.name = name }
}

extension Row {
    /// The value of a column; the type's default when the column is not monitored, or the server does not have it or
    /// has it with another type. `value(of:)` tells these apart.
    public subscript<Value>(column: Column<Value>) -> Value { value(of: column) ?? Value.columnDefault }

    /// The value of a column; nil when there is none of that type.
    public func value<Value>(of column: Column<Value>) -> Value? {
        columns[column.name].flatMap { Value(columnDatum: $0) }
    }
}

extension [String: Datum] {
    /// The value of a column of a row to be written; nil when it is not written.
    public subscript<Typed>(column: Column<Typed>) -> Typed? {
        get { self[column.name].flatMap { Typed(columnDatum: $0) } }
        set { self[column.name] = newValue?.columnDatum }
    }
}

extension Condition {
    /// Compares a column with a value of its type.
    public init<Value>(_ column: Column<Value>, _ function: Function, _ value: Value) {
        self.init(column.name, function, value.columnDatum)
    }

    /// Rows whose column has this value.
    public static func equal<Value>(_ column: Column<Value>, _ value: Value) -> Self { Self(column, .equal, value) }
}

extension RowChange {
    /// Whether the change touches a column: always when the row came or went with a value there.
    public func changes<Value>(_ column: Column<Value>) -> Bool { changes(column.name) }
}
