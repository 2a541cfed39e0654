import JSON
import OVSDB

/// One mutation of a `mutate`, read for a table (RFC 7047 section 5.1 `<mutation>`).
struct MutationStep {
    private let position: Int
    private let mutator: Mutation.Mutator
    private let type: ColumnType
    private let argument: Datum

    /// Reads one, with the errors that ovsdb-server has for it.
    init(_ json: JSONValue, _ table: TableModel, _ names: inout NamedRows) throws(OVSDBError) {
        guard let list = json.array, list.count == 3, let name = list[0].string, let word = list[1].string else {
            throw OVSDBError(.syntaxError, "Parse error in mutation.")
        }
        guard let column = table.column(name) else {
            throw OVSDBError(.unknownColumn, "No column \(name) in table \(table.name).")
        }
        guard table.isMutable(column), case .position(let position) = column else {
            throw OVSDBError(
                .constraintViolation, "Cannot mutate immutable column \(name) in table \(table.name).")
        }
        guard let mutator = Mutation.Mutator(rawValue: word) else {
            throw OVSDBError(.unknownMutator, "No mutator named \(word).")
        }
        self.position = position
        self.mutator = mutator
        type = table.types[position]
        guard Self.isApplicable(mutator, type) else {
            throw OVSDBError(.syntaxError, "Type mismatch: \"\(word)\" may not be applied to column \(name).")
        }
        argument = try Self.argument(list[2], mutator, type, &names)
    }

    private static func isApplicable(_ mutator: Mutation.Mutator, _ type: ColumnType) -> Bool {
        switch mutator {
        case .insert, .delete: type.isMap || !type.isScalar
        case .remainder: !type.isMap && type.key.type == .integer
        default: !type.isMap && (type.key.type == .integer || type.key.type == .real)
        }
    }

    private static func argument(
        _ json: JSONValue, _ mutator: Mutation.Mutator, _ type: ColumnType, _ names: inout NamedRows
    ) throws(OVSDBError) -> Datum {
        var type = type
        switch mutator {
        case .insert: type.minimum = 0
        case .delete:
            type.minimum = 0
            type.maximum = nil
            guard type.isMap else { break }
            do throws(OVSDBError) {
                return try names.datum(json, type)
            } catch {
                // Keys alone will do.
                type.value = nil
            }
        default: type = ColumnType(key: BaseType(type.key.type))
        }
        return try names.datum(json, type)
    }

    func apply(to row: inout StoredRow) throws(OVSDBError) {
        switch mutator {
        case .insert: row.columns[position] = row.columns[position].union(argument)
        case .delete: row.columns[position] = row.columns[position].subtracting(argument)
        default: return row.columns[position] = try computed(row.columns[position])
        }
        let count = row.columns[position].count
        guard count >= type.minimum, type.maximum.map({ count <= $0 }) ?? true else {
            throw OVSDBError(.constraintViolation, "Attempted to store \(count) elements in a column without room.")
        }
    }

    private func computed(_ old: Datum) throws(OVSDBError) -> Datum {
        guard let operand = argument.atom else { return old }
        var atoms: [Atom] = []
        for atom in old.atoms { atoms.append(try Arithmetic.apply(mutator, atom, operand)) }
        for atom in atoms { try type.key.check(atom) }
        let new = Datum(set: atoms)
        guard new.count == atoms.count else {
            throw OVSDBError(
                .constraintViolation, "Result of \"\(mutator.rawValue)\" operation contains duplicates.")
        }
        return new
    }
}

extension Datum {
    /// Of a key that both maps have, this one's value stays.
    fileprivate func union(_ other: Datum) -> Datum {
        isMap ? Datum(map: other.pairs + pairs) : Datum(set: atoms + other.atoms)
    }

    fileprivate func subtracting(_ other: Datum) -> Datum {
        guard isMap else { return Datum(set: atoms.filter { !other.contains($0) }) }
        return Datum(
            map: pairs.filter { other.isMap ? other[$0.key] != $0.value : !other.contains($0.key) })
    }
}
