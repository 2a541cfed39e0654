extension Schema {
    /// The text of `weft explain PATH`: what stands at `networks.subnets.cidr`, and the keys below it.
    ///
    /// A path names keys only, neither objects nor list indices; the singular of a kind is understood. The empty path
    /// explains a document. Nil when nothing has this path.
    public static func explain(_ path: String) -> String? {
        let steps = path.split(separator: ".", omittingEmptySubsequences: false).map(String.init)
        guard path != "" else {
            return "A document: one scope of ownership, applied as a whole.\n" + keys(of: document)
        }
        guard steps.count <= 16 else { return nil }
        var schema: ObjectSchema? = document
        var found: SchemaField?
        for (depth, step) in steps.enumerated() {
            let name = depth == 0 ? kind(step)?.plural ?? step : step
            guard let field = schema?.field(name) else { return nil }
            found = field
            schema = field.type.objectSchema
        }
        guard let found else { return nil }
        let full = ([kind(steps[0])?.plural ?? steps[0]] + steps.dropFirst()).joined(separator: ".")
        let head = "\(full): \(note(found))\n    \(found.summary)\n"
        return head + (schema.map { keys(of: $0) } ?? "")
    }

    private static func keys(of schema: ObjectSchema) -> String {
        "\nKEYS\n" + schema.fields.map { "  \($0.name): \(note($0))\n      \($0.summary)\n" }.joined()
    }

    private static func note(_ field: SchemaField) -> String {
        var parts = [field.type.expected]
        if field.isRequired { parts.append("required") }
        if let text = field.defaultText { parts.append("default \(text)") }
        if field.isAdminOnly { parts.append("only in documents of tenant admin") }
        if !field.isBuilt {
            parts.append("not supported by this version")
        } else if !field.type.planned.isEmpty {
            parts.append("not supported by this version: \(field.type.planned.joined(separator: ", "))")
        }
        return parts.joined(separator: "; ")
    }
}
