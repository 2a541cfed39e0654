import JSON

/// What the operations of a committed transaction answered (RFC 7047 sections 4.1.3 and 5.2).
public struct TransactionResult: Hashable, Sendable {
    /// The answer to one operation.
    public enum Outcome: Hashable, Sendable {
        /// Wait, comment, commit and the like have nothing to say.
        case done
        /// The uuid of the row an insert made.
        case inserted(OVSDBUUID)
        /// How many rows an update, mutate or delete concerned.
        case count(Int64)
        /// The rows a select found, columns by name. A real whose value is an integer shows as one.
        case rows([[String: Datum]])
    }

    /// One outcome for each operation, in order.
    public let outcomes: [Outcome]

    public init(outcomes: [Outcome]) { self.outcomes = outcomes }

    /// The uuid of the row that the operation at `index` inserted.
    public func insertedUUID(at index: Int) -> OVSDBUUID? {
        guard outcomes.indices.contains(index), case .inserted(let uuid) = outcomes[index] else { return nil }
        return uuid
    }

    /// Reads the result of a transaction of `operationCount` operations.
    ///
    /// - Throws: the error of the operation that failed, with its index. A commit that fails gives one result more than
    ///   there are operations: its error has no index.
    init(json: JSONValue, operationCount: Int) throws(OVSDBError) {
        guard let results = json.array else { throw .malformed("a transaction's result is \(json.kindDescription)") }
        for (index, result) in results.enumerated() where result["error"].map({ !$0.isNull }) ?? false {
            throw OVSDBError(json: result, operationIndex: index < operationCount ? index : nil)
        }
        guard results.count == operationCount else {
            throw .malformed("\(results.count) results for \(operationCount) operations")
        }
        var outcomes: [Outcome] = []
        outcomes.reserveCapacity(results.count)
        for result in results { outcomes.append(try Self.outcome(result)) }
        self.init(outcomes: outcomes)
    }

    private static func outcome(_ json: JSONValue) throws(OVSDBError) -> Outcome {
        guard let object = json.object else { throw .malformed("an operation's result is \(json.kindDescription)") }
        if let uuid = object["uuid"] {
            guard case .uuid(let value) = try Atom(json: uuid, type: .uuid) else {
                throw .malformed("an insert's result has no uuid")
            }
            return .inserted(value)
        }
        if let count = object["count"] {
            guard let value = count.integer, value >= 0 else { throw .malformed("a count is not a number") }
            return .count(value)
        }
        if let rows = object["rows"] {
            guard let list = rows.array else { throw .malformed("a select's rows are not an array") }
            var result: [[String: Datum]] = []
            for row in list { result.append(try columns(row)) }
            return .rows(result)
        }
        return .done
    }

    private static func columns(_ json: JSONValue) throws(OVSDBError) -> [String: Datum] {
        guard let object = json.object else { throw .malformed("a row is \(json.kindDescription)") }
        var columns: [String: Datum] = [:]
        for (name, value) in object { columns[name] = try Datum(json: value) }
        return columns
    }
}
