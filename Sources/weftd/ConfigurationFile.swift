import CommandLine
import Policy
import PolicyFiles

/// `weftd.yaml`: a mapping of option names to texts, or to lists of them.
struct ConfigurationFile {
    private(set) var values: [String: String] = [:]

    private static let names: Set = [
        "state", "ovsdb", "openflow", "api", "advertise", "private-key", "certificate", "ca-cert", "crl", "log-level",
    ]

    /// Without a path, the default file counts if it is there.
    init(path: String?) throws {
        let file = path ?? Settings.defaultFile
        let data: [UInt8]
        do throws(Files.Failure) {
            guard let contents = try Files.contents(of: file) else {
                if path == nil { return }
                throw Files.Failure(description: "there is no such file")
            }
            data = contents
        } catch {
            throw StartError("config", "\(file) cannot be read: \(error)", exitCode: .usage)
        }
        let parsed = parseDocuments(data, file: file)
        guard let tree = parsed.trees.first, parsed.diagnostics.isEmpty, parsed.trees.count == 1 else {
            if parsed.diagnostics.isEmpty, parsed.trees.isEmpty { return }
            let text = parsed.diagnostics.map(\.description).joined(separator: "\n")
            throw StartError("config", text.isEmpty ? "\(file) holds more than one document" : text, exitCode: .usage)
        }
        guard case .mapping(let entries) = tree.root.content else {
            throw StartError("config", "\(tree.root.position): expected `name: value` lines", exitCode: .usage)
        }
        for entry in entries { values[try Self.name(entry)] = try Self.text(entry.value) }
    }

    private static func name(_ entry: DocumentNode.Entry) throws -> String {
        guard names.contains(entry.key) else {
            throw StartError(
                "config", "\(entry.keyPosition): unknown key `\(entry.key)`",
                hint: "the keys are \(names.sorted().joined(separator: ", "))", exitCode: .usage)
        }
        return entry.key
    }

    private static func text(_ node: DocumentNode) throws -> String {
        switch node.content {
        case .scalar(let text, _): return text
        case .sequence(let items): return try items.map(text).joined(separator: ",")
        case .mapping:
            throw StartError("config", "\(node.position): expected a text, found a mapping", exitCode: .usage)
        }
    }
}
