import JSON
import OVSDB

/// A monitor of one connection: which tables and columns it reports, of which rows, in which form.
struct Monitor: Sendable {
    /// The three generations (RFC 7047 section 4.1.5; ovsdb-server(7), "Monitor_cond" and "Monitor_cond_since").
    enum Generation: String, Sendable {
        case plain = "monitor"
        case conditional = "monitor_cond"
        case conditionalSince = "monitor_cond_since"

        var notification: String {
            switch self {
            case .plain: "update"
            case .conditional: "update2"
            case .conditionalSince: "update3"
            }
        }
    }

    /// Which changes are reported: `<monitor-select>`.
    struct Selection: OptionSet, Sendable {
        let rawValue: UInt8

        static let initial = Self(rawValue: 1)
        static let insert = Self(rawValue: 2)
        static let delete = Self(rawValue: 4)
        static let modify = Self(rawValue: 8)
        static let all: Self = [.initial, .insert, .delete, .modify]
    }

    struct Column: Sendable {
        let place: ColumnPlace
        let type: ColumnType
        /// Nil for the columns that every row has of its own.
        let defaultValue: Datum?
        let selection: Selection
        /// `"name":`.
        let key: [UInt8]
    }

    struct Table: Sendable {
        let number: Int
        /// `"name":`.
        let key: [UInt8]
        var columns: [Column] = []
        /// Of all columns together.
        var selection: Selection = []
        /// A row is reported that fulfils one of them; every row when there are none.
        var conditions: [Clause] = []

        func matches(_ row: StoredRow) -> Bool {
            conditions.isEmpty || conditions.contains { $0.matches(row) }
        }
    }

    var id: JSONValue
    /// Whether the server's own database is monitored.
    let isOfServer: Bool
    let generation: Generation
    /// In the order of the tables' numbers.
    var tables: [Table]
}
