import Glibc
import JSON
import Testing

/// Conformance data that stands beside a checkout, or where WEFT_VECTORS says; it is not part of the project.
enum Vectors {
    static let unit = load("ovsdb-unit.jsonl")

    /// Transactions and what a server answers to them.
    static let executions: [ExecutionVector] = rows("ovsdb-exec.jsonl").flatMap { row in
        guard let title = row["title"]?.string, let transactions = row["transactions"]?.array?.compactMap(\.string),
            let answers = row["expect"]?.array?.compactMap(\.string), transactions.count == answers.count
        else { return [ExecutionVector]() }
        return zip(transactions, answers).map { ExecutionVector(title: title, transaction: $0, answer: $1) }
    }

    /// The schemas that those are about.
    static let executionSchemas = rows("ovsdb-exec.jsonl").compactMap { $0["schema_json"] }

    /// Documents, some of them bad.
    static let documents = rows("json-rpc-json.jsonl").compactMap { $0["input"]?.string }

    private static func rows(_ name: String) -> [JSONValue] {
        let root = #filePath.split(separator: "/").dropLast(3).joined(separator: "/")
        let folder = getenv("WEFT_VECTORS").map { String(cString: $0) } ?? "/\(root)/../shared/vectors"
        guard let bytes = Files.contents("\(folder)/\(name)") else { return [] }
        return bytes.split(separator: UInt8(ascii: "\n")).compactMap { try? JSONParser.parse($0) }
    }

    private static func load(_ name: String) -> [OVSDBVector] {
        rows(name).compactMap { row in
            guard let title = row["title"]?.string,
                let arguments = row["argv"]?.array?.compactMap(\.string), let command = arguments.first,
                let expected = row["expect"]?.string, let isPositive = row["positive"]?.bool
            else { return nil }
            return OVSDBVector(
                title: title, command: command, arguments: Array(arguments.dropFirst()), isPositive: isPositive,
                expected: expected.split(separator: "\n").map(String.init))
        }
    }
}

struct OVSDBVector: Sendable, CustomTestStringConvertible {
    let title: String
    let command: String
    let arguments: [String]
    let isPositive: Bool
    let expected: [String]

    var testDescription: String { "\(command): \(title)" }
}

struct ExecutionVector: Sendable, CustomTestStringConvertible {
    let title: String
    let transaction: String
    let answer: String

    var testDescription: String { "\(title): \(transaction)" }
}
