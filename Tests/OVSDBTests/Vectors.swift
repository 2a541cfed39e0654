import Glibc
import JSON
import Testing

/// Conformance data that stands beside a checkout, or where WEFT_VECTORS says; it is not part of the project.
enum Vectors {
    static let unit = load("ovsdb-unit.jsonl")

    private static func load(_ name: String) -> [OVSDBVector] {
        let root = #filePath.split(separator: "/").dropLast(3).joined(separator: "/")
        let folder = getenv("WEFT_VECTORS").map { String(cString: $0) } ?? "/\(root)/../shared/vectors"
        guard let bytes = Files.contents("\(folder)/\(name)") else { return [] }
        return bytes.split(separator: UInt8(ascii: "\n")).compactMap { line in
            guard let row = try? JSONParser.parse(line), let title = row["title"]?.string,
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
