import JSON
import OVSDB

/// A clause of a `where`, read for a table (RFC 7047 section 5.1 `<condition>`, and ovsdb-server(7) for the Booleans).
enum Clause: Hashable, Sendable {
    case always
    case never
    case test(ColumnPlace, Condition.Function, Datum)

    /// Reads one, with the errors that ovsdb-server has for it.
    init(_ json: JSONValue, _ table: TableModel, _ names: inout NamedRows) throws(OVSDBError) {
        if let isTrue = json.bool {
            self = isTrue ? .always : .never
            return
        }
        guard let list = json.array, list.count == 3, let name = list[0].string, let word = list[1].string else {
            throw OVSDBError(.syntaxError, "Parse error in condition.")
        }
        guard let column = table.column(name) else {
            throw OVSDBError(.unknownColumn, "No column \(name) in table \(table.name).")
        }
        guard let function = Condition.Function(rawValue: word) else {
            throw OVSDBError(.unknownFunction, "No function named \(word).")
        }
        let type = try Self.argument(table.type(of: column), function, name)
        self = .test(column, function, try names.datum(list[2], type))
    }

    /// The type of what a column is compared with.
    private static func argument(
        _ type: ColumnType, _ function: Condition.Function, _ name: String
    ) throws(OVSDBError) -> ColumnType {
        var type = type
        switch function {
        case .equal, .notEqual: break
        case .less, .lessOrEqual, .greater, .greaterOrEqual:
            guard !type.isMap, type.maximum == 1, type.key.type == .integer || type.key.type == .real else {
                throw OVSDBError(
                    .syntaxError, "Type mismatch: \"\(function.rawValue)\" may not be applied to column \(name).")
            }
            type.minimum = 1
        case .includes: if !type.isScalar { type.minimum = 0 }
        case .excludes:
            if !type.isScalar {
                type.minimum = 0
                type.maximum = nil
            }
        }
        return type
    }

    func matches(_ row: StoredRow) -> Bool {
        switch self {
        case .always: true
        case .never: false
        case .test(let column, let function, let argument): Self.compare(row[column], function, argument)
        }
    }

    private static func compare(_ value: Datum, _ function: Condition.Function, _ argument: Datum) -> Bool {
        switch function {
        case .equal: value == argument
        case .notEqual: value != argument
        case .includes: value.includesAll(argument)
        case .excludes: value.excludesAll(argument)
        case .less, .lessOrEqual, .greater, .greaterOrEqual: isInOrder(value, function, argument)
        }
    }

    /// An optional number that is not there is in no order.
    private static func isInOrder(_ value: Datum, _ function: Condition.Function, _ argument: Datum) -> Bool {
        guard let left = value.atom, let right = argument.atom else { return false }
        return switch function {
        case .less: left < right
        case .lessOrEqual: left <= right
        case .greater: left > right
        default: left >= right
        }
    }
}

extension Datum {
    fileprivate func includesAll(_ other: Datum) -> Bool {
        isMap ? other.pairs.allSatisfy { self[$0.key] == $0.value } : other.atoms.allSatisfy { contains($0) }
    }

    fileprivate func excludesAll(_ other: Datum) -> Bool {
        isMap ? other.pairs.allSatisfy { self[$0.key] != $0.value } : !other.atoms.contains { contains($0) }
    }
}
