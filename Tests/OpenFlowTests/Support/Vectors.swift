import Foundation

/// The conformance vectors, which stand beside the checkout and are not part of it.
enum Vectors {
    static let directory = URL(filePath: #filePath)
        .deletingLastPathComponent().deletingLastPathComponent().deletingLastPathComponent()
        .deletingLastPathComponent().deletingLastPathComponent().appending(path: "shared/vectors")

    static let arePresent = FileManager.default.fileExists(atPath: directory.appending(path: "of15.jsonl").path)
    static let absence = "the conformance vectors (shared/vectors beside the checkout) are not here"

    struct Row: Sendable, CustomStringConvertible {
        let name: String
        let version: UInt8
        let bytes: [UInt8]
        let isValid: Bool
        let kind: String
        /// What Open vSwitch prints, where the row says it.
        let text: String?
        /// Open vSwitch writes other bytes than it read.
        let isWrittenAnew: Bool
        var description: String { name }
    }

    /// Rows of one file.
    static func rows(_ file: String) throws -> [Row] {
        let text = try String(contentsOf: directory.appending(path: "\(file).jsonl"), encoding: .utf8)
        return try text.split(separator: "\n").compactMap { line in
            guard let row = try JSONSerialization.jsonObject(with: Data(line.utf8)) as? [String: Any],
                let digits = row["hex"] as? String
            else { return nil }
            return Row(
                name: row["name"] as? String ?? row["title"] as? String ?? "", version: UInt8(row["ver"] as? Int ?? 0),
                bytes: hex(digits), isValid: row["valid"] as? Bool ?? true, kind: row["kind"] as? String ?? "",
                text: row["ofctl_text"] as? String ?? row["expect_text"] as? String,
                isWrittenAnew: row["reencode_diff"] != nil)
        }
    }
}
