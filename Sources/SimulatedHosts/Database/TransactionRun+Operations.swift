import JSON
import OVSDB

// The operations of a transaction (RFC 7047 section 5.2), with the results and errors that ovsdb-server has for them.

extension TransactionRun {
    /// Executes operations up to the first that fails, and answers a result for each: null for those after it.
    mutating func execute(_ operations: [JSONValue]) -> (results: [JSONValue], isSuccess: Bool) {
        var results: [JSONValue] = []
        results.reserveCapacity(operations.count + 1)
        for (number, operation) in operations.enumerated() {
            var reader = OperationReader(operation, "ovsdb operation \(number + 1) of \(operations.count)")
            switch outcome(&reader) {
            case .success(let result): results.append(.object(result))
            case .failure(let error):
                results.append(error.replyJSON)
                let rest = operations.count - results.count
                return (results + Array(repeating: .null, count: rest), false)
            }
        }
        return (results, true)
    }

    private mutating func outcome(_ reader: inout OperationReader) -> Result<JSONObject, OVSDBError> {
        let name = reader.member("op", .identifier)?.string ?? ""
        let operation = Operation(rawValue: name)
        if operation == nil { reader.fail("No operation \"\(name)\"") }
        var outcome = Result<JSONObject, OVSDBError>.success([:])
        do throws(OVSDBError) {
            if let operation { outcome = .success(try execute(operation, &reader)) }
        } catch {
            outcome = .failure(error)
        }
        // An error of syntax goes before any other.
        if let error = reader.finish() { return .failure(error) }
        if case .success = outcome, model.isReserved, operation?.isReading != true {
            let text = "\(name) operation not allowed on table in reserved database \(model.schema.name)"
            return .failure(OVSDBError(.notAllowed, text))
        }
        return outcome
    }

    private enum Operation: String {
        case insert, select, update, mutate, delete, wait, commit, abort, comment, assert

        var isReading: Bool {
            switch self {
            case .select, .wait, .abort, .comment, .assert: true
            case .insert, .update, .mutate, .delete, .commit: false
            }
        }
    }

    private mutating func execute(
        _ operation: Operation, _ reader: inout OperationReader
    ) throws(OVSDBError) -> JSONObject {
        switch operation {
        case .insert: return try insert(&reader)
        case .select: return try select(&reader)
        case .update: return try update(&reader)
        case .mutate: return try mutate(&reader)
        case .delete: return try delete(&reader)
        case .wait: return try wait(&reader)
        case .commit: _ = reader.member("durable", .boolean)
        case .abort: throw OVSDBError(.aborted, "aborted by request")
        case .comment: _ = reader.member("comment", .string)
        case .assert: try assertLock(reader.member("lock", .identifier)?.string)
        }
        return [:]
    }

    private func assertLock(_ name: String?) throws(OVSDBError) {
        guard let name, !heldLocks.contains(name) else { return }
        throw OVSDBError(.notOwner, "Asserted lock \(name) not held.")
    }

    private mutating func insert(_ reader: inout OperationReader) throws(OVSDBError) -> JSONObject {
        let table = table(&reader)
        let wanted = reader.optional("uuid", .string)?.string
        let name = reader.optional("uuid-name", .identifier)?.string
        let json = reader.member("row", .object)?.object
        if let error = reader.error { throw error }
        guard let table, let json else { return [:] }
        let uuid = try newUUID(table, wanted, name)
        var columns = model.tables[table].defaults
        for (place, value) in try row(json, table) {
            if case .position(let position) = place { columns[position] = value }
        }
        // What was not given has its default, which the constraints may forbid.
        for (type, value) in zip(model.tables[table].types, columns) where value.count == 1 {
            for atom in value.atoms { try type.key.check(atom) }
            for pair in value.pairs { try type.value?.check(pair.value) }
        }
        insert(table, uuid, columns)
        return ["uuid": Atom.uuid(uuid).json]
    }

    private mutating func newUUID(_ table: Int, _ wanted: String?, _ name: String?) throws(OVSDBError) -> OVSDBUUID {
        var uuid: OVSDBUUID?
        if let wanted {
            guard let value = OVSDBUUID(wanted) else { throw OVSDBError(.syntaxError, "bad uuid") }
            guard hasRoom(table, value) else {
                throw OVSDBError(.duplicateUUID, "This UUID would duplicate that of another row.")
            }
            uuid = value
        }
        guard let name else { return uuid ?? names.source.next() }
        guard let named = names.insert(name, uuid: uuid) else {
            throw OVSDBError(
                .duplicateUUIDName, "This \"uuid-name\" appeared on an earlier \"insert\" operation.")
        }
        return named
    }

    private mutating func update(_ reader: inout OperationReader) throws(OVSDBError) -> JSONObject {
        let (table, conditions) = (table(&reader), reader.member("where", .array)?.array)
        let json = reader.member("row", .object)?.object
        if let error = reader.error { throw error }
        guard let table, let conditions, let json else { return [:] }
        let values = try row(json, table)
        for (place, _) in values where !model.tables[table].isMutable(place) {
            throw OVSDBError(
                .constraintViolation, "Cannot update immutable column in table \(model.tables[table].name).")
        }
        let matches = rows(table, try clauses(conditions, table))
        for row in matches where values.contains(where: { row[$0.0] != $0.1 }) {
            change(table, row.uuid) { row in
                for case (.position(let position), let value) in values { row.columns[position] = value }
            }
        }
        return ["count": .integer(Int64(matches.count))]
    }

    private mutating func mutate(_ reader: inout OperationReader) throws(OVSDBError) -> JSONObject {
        let (table, conditions) = (table(&reader), reader.member("where", .array)?.array)
        let mutations = reader.member("mutations", .array)?.array
        if let error = reader.error { throw error }
        guard let table, let conditions, let mutations else { return [:] }
        var steps: [MutationStep] = []
        for json in mutations { steps.append(try MutationStep(json, model.tables[table], &names)) }
        let matches = rows(table, try clauses(conditions, table))
        for row in matches {
            try change(table, row.uuid) { (row) throws(OVSDBError) in
                for step in steps { try step.apply(to: &row) }
            }
        }
        return ["count": .integer(Int64(matches.count))]
    }

    private mutating func delete(_ reader: inout OperationReader) throws(OVSDBError) -> JSONObject {
        let (conditions, table) = (reader.member("where", .array)?.array, table(&reader))
        if let error = reader.error { throw error }
        guard let table, let conditions else { return [:] }
        let matches = rows(table, try clauses(conditions, table))
        for row in matches { delete(table, row.uuid) }
        return ["count": .integer(Int64(matches.count))]
    }
}

extension OVSDBError {
    /// `<error>` of RFC 7047 section 3.1.
    var replyJSON: JSONValue {
        details.isEmpty
            ? ["error": .string(code.description)]
            : ["details": .string(details), "error": .string(code.description)]
    }
}
