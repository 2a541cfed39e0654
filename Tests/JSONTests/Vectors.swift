import Glibc
import JSON
import Testing

/// Conformance data that stands beside a checkout, or where WEFT_VECTORS says; it is not part of the project.
enum Vectors {
    static let json = load("json-rpc-json.jsonl")

    private static func load(_ name: String) -> [JSONVector] {
        let root = #filePath.split(separator: "/").dropLast(3).joined(separator: "/")
        let folder = getenv("WEFT_VECTORS").map { String(cString: $0) } ?? "/\(root)/../shared/vectors"
        guard let bytes = contents("\(folder)/\(name)") else { return [] }
        return bytes.split(separator: UInt8(ascii: "\n")).compactMap { line in
            guard let row = try? JSONParser.parse(line), let title = row["title"]?.string,
                let input = row["input"]?.string, let expected = row["expect"]?.string,
                let isPositive = row["positive"]?.bool, let options = row["options"]?.string
            else { return nil }
            return JSONVector(
                title: title, input: input, expected: expected, isPositive: isPositive, options: options)
        }
    }

    private static func contents(_ path: String) -> [UInt8]? {
        let descriptor = open(path, O_RDONLY)
        guard descriptor >= 0 else { return nil }
        defer { close(descriptor) }
        var bytes: [UInt8] = []
        var chunk = [UInt8](repeating: 0, count: 65536)
        while true {
            let count = read(descriptor, &chunk, chunk.count)
            guard count > 0 else { return count == 0 ? bytes : nil }
            bytes += chunk[..<count]
        }
    }
}

struct JSONVector: Sendable, CustomTestStringConvertible {
    let title: String
    let input: String
    let expected: String
    let isPositive: Bool
    let options: String

    var testDescription: String { title }
}
