import Foundation
import Testing

@testable import OpenFlow

/// The inputs that fuzzing begins with, which are kept beside it.
@Suite("Kept inputs of fuzzing")
struct KeptInputsTests {
    private static let file = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
        .deletingLastPathComponent().appending(path: "FuzzTests/Corpus/openflow.jsonl")

    private static func inputs() throws -> [[UInt8]] {
        try String(contentsOf: file, encoding: .utf8).split(separator: "\n").compactMap { line in
            let row = try JSONSerialization.jsonObject(with: Data(line.utf8)) as? [String: Any]
            return (row?["hex"] as? String).map { hex($0) }
        }
    }

    @Test("There is one of every kind of message in every version")
    func complete() throws {
        var found: Set<String> = []
        for bytes in try Self.inputs() {
            guard let (header, message) = try? Message.decode(bytes),
                let version = OpenFlowVersion(rawValue: header.version)
            else { continue }
            found.insert("\(version) \(MessageKind(message))")
        }
        var missing: [String] = []
        for version in OpenFlowVersion.allCases {
            for message in MessageSamples.all(version) {
                let name = "\(version) \(MessageKind(message))"
                guard found.insert(name).inserted else { continue }
                let bytes = message.encoded(version: version, xid: 7)
                missing.append(#"{"name": "\#(name)", "hex": "\#(hexText(bytes))"}"#)
            }
        }
        #expect(missing.isEmpty, "lines for \(Self.file.lastPathComponent):\n\(missing.joined(separator: "\n"))")
    }
}
