import Foundation
import JSON

/// Inputs to begin with, from files of JSON lines with a member `hex`, of arguments of a test program, or of plain text.
enum Corpus {
    static func read(_ files: [String]) -> [[UInt8]] {
        files.flatMap { file -> [[UInt8]] in
            guard let text = try? String(contentsOfFile: file, encoding: .utf8) else { return [] }
            guard file.hasSuffix(".jsonl") else { return [Array(text.utf8)] }
            return text.split(separator: "\n").compactMap { line in
                guard let row = try? JSONParser.parse(String(line)) else { return nil }
                if let arguments = row["argv"]?.array?.dropFirst().compactMap(\.string) {
                    return Array("[\(arguments.joined(separator: ","))]".utf8)
                }
                return row["hex"]?.string.map(bytes) ?? Array(line.utf8)
            }
        }
    }

    private static func bytes(_ digits: String) -> [UInt8] {
        let values = digits.utf8.compactMap { Character(UnicodeScalar($0)).hexDigitValue.map(UInt8.init) }
        return stride(from: 0, to: values.count - 1, by: 2).map { values[$0] << 4 | values[$0 + 1] }
    }
}
