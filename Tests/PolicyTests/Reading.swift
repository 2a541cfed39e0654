import Policy
import PolicyFiles
import Testing

/// The documents of a text, and everything wrong with the text by itself.
func read(
    _ text: String, file: String = "t.yaml", accepting planned: [Kind] = []
) -> (documents: [PolicyDocument], diagnostics: [Diagnostic]) {
    readDocuments(Array(text.utf8), file: file, accepting: planned)
}

/// `code line:column`, or `code file:line:column` where the file is not `t.yaml`: what tables compare.
func brief(_ diagnostic: Diagnostic) -> String {
    guard let position = diagnostic.position else { return "\(diagnostic.code)" }
    let place = "\(position.line):\(position.column)"
    return "\(diagnostic.code) " + (position.file == "t.yaml" ? place : "\(position.file):\(place)")
}

/// Everything wrong with one text, shape and document alone.
func faults(_ text: String, accepting planned: [Kind] = []) -> [String] {
    let result = read(text, accepting: planned)
    return (result.diagnostics + result.documents.flatMap(\.diagnostics)).sorted().map(brief)
}

extension PolicySet {
    /// Applies texts, each in a file of its own name.
    func applying(
        _ texts: [(file: String, text: String)], deleting deleted: [DocumentKey] = [], by actor: Actor = .admin,
        writesObjects: Bool = false, accepting planned: [Kind] = []
    ) throws(PolicyRejection) -> PolicySet {
        var documents: [PolicyDocument] = []
        var diagnostics: [Diagnostic] = []
        for (file, text) in texts {
            let result = read(text, file: file, accepting: planned)
            documents += result.documents
            diagnostics += result.diagnostics
        }
        return try applying(
            documents, deleting: deleted, by: actor, writesObjects: writesObjects, alongside: diagnostics)
    }

    func applying(
        _ text: String, deleting deleted: [DocumentKey] = [], by actor: Actor = .admin, writesObjects: Bool = false,
        accepting planned: [Kind] = []
    ) throws(PolicyRejection) -> PolicySet {
        try applying(
            [("t.yaml", text)], deleting: deleted, by: actor, writesObjects: writesObjects, accepting: planned)
    }

    /// What is wrong with a change; empty when it is accepted.
    func refusals(
        _ texts: [(file: String, text: String)], deleting deleted: [DocumentKey] = [], by actor: Actor = .admin,
        writesObjects: Bool = false, accepting planned: [Kind] = []
    ) -> [Diagnostic] {
        do throws(PolicyRejection) {
            _ = try applying(
                texts, deleting: deleted, by: actor, writesObjects: writesObjects, accepting: planned)
            return []
        } catch {
            return error.diagnostics
        }
    }

    func refusals(
        _ text: String, deleting deleted: [DocumentKey] = [], by actor: Actor = .admin, writesObjects: Bool = false,
        accepting planned: [Kind] = []
    ) -> [Diagnostic] {
        refusals([("t.yaml", text)], deleting: deleted, by: actor, writesObjects: writesObjects, accepting: planned)
    }
}

/// A document of tenant acme with this body, which begins on line 4.
func acme(_ body: String, document: String = "base") -> String {
    "version: 1\ntenant: acme\ndocument: \(document)\n\(body)\n"
}

/// A document of tenant admin with this body, which begins on line 4.
func admin(_ body: String, document: String = "fabric") -> String {
    "version: 1\ntenant: admin\ndocument: \(document)\n\(body)\n"
}
