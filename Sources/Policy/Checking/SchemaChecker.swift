/// Checks a document's tree against the schema, reporting everything that is wrong and keeping what is right.
struct SchemaChecker {
    private(set) var collector = DiagnosticCollector()
    private var path = DocumentPath()
    /// Inside something that was refused as not supported: what else is not supported there goes without saying.
    private var isInsidePlanned = false
    private let isAdminDocument: Bool
    /// Sections that are checked as if they were built.
    private let accepted: Set<String>

    init(isAdminDocument: Bool, accepting kinds: [Kind] = []) {
        self.isAdminDocument = isAdminDocument
        accepted = Set(kinds.map(\.plural))
    }

    /// The value of `node`; nil when nothing of it can be used, which is then reported.
    mutating func check(_ node: DocumentNode, as type: ValueType) -> Value? {
        switch type {
        case .scalar(let scalar): return check(node, as: scalar, expected: type)
        case .enumeration(let cases): return check(node, among: cases, expected: type)
        case .list(let element, let maximum): return check(node, listOf: element, maximum: maximum, expected: type)
        case .map(let key, let element): return check(node, mapFrom: key, to: element, expected: type)
        case .object(let schema): return check(node, as: schema, expected: type)
        case .choice(let alternatives):
            guard let alternative = alternatives.first(where: { $0.accepts(node) }) else {
                return wrongType(node, type)
            }
            return check(node, as: alternative)
        case .planned(let type):
            report(notSupportedAt: node.position)
            return checkPlanned(node, as: type)
        }
    }

    mutating func report(
        _ code: Diagnostic.Code, _ message: String, at position: SourcePosition, hint: String? = nil
    ) {
        report(code, sentence: "\(path.text): \(message)", at: position, hint: hint)
    }

    private mutating func report(
        _ code: Diagnostic.Code, sentence: String, at position: SourcePosition, hint: String? = nil
    ) {
        collector.append(Diagnostic(code, sentence, at: position, pointer: path.pointer, hint: hint))
    }
}

// MARK: Scalars

extension SchemaChecker {
    private mutating func check(_ node: DocumentNode, as type: ScalarType, expected: ValueType) -> Value? {
        guard case .scalar(let text, _) = node.content else { return wrongType(node, expected) }
        do {
            return Value(content: .scalar(try type.parse(text)), position: node.position, isComplete: true)
        } catch {
            let reason = error.reason.map { " (\($0))" } ?? ""
            if error.code != .notSupported {
                report(
                    error.code, "expected \(type.expected), found \(node.found)\(reason)", at: node.position,
                    hint: error.hint)
            } else if !isInsidePlanned {
                report(.notSupported, "\(node.found) is not supported\(reason)", at: node.position)
            }
            return nil
        }
    }

    private mutating func check(_ node: DocumentNode, among cases: [EnumerationCase], expected: ValueType) -> Value? {
        guard case .scalar(let text, _) = node.content else { return wrongType(node, expected) }
        guard let found = cases.first(where: { $0.text == text }) else {
            let hint = Suggestion.hint(for: text, among: cases.map(\.text))
            report(.invalid, "expected \(expected.expected), found \(node.found)", at: node.position, hint: hint)
            return nil
        }
        if !found.isBuilt { report(notSupportedAt: node.position, value: text) }
        return Value(content: .scalar(.text(text)), position: node.position, isComplete: found.isBuilt)
    }
}

// MARK: Collections

extension SchemaChecker {
    private mutating func check(
        _ node: DocumentNode, listOf element: ValueType, maximum: Int?, expected: ValueType
    ) -> Value? {
        var nodes: [DocumentNode] = []
        if case .sequence(let found) = node.content {
            nodes = found
        } else if !node.isEmpty {
            return wrongType(node, expected)
        }
        if let maximum, nodes.count > maximum {
            let message = "expected at most \(maximum) entries, found \(nodes.count)"
            report(.tooLarge, message, at: nodes[maximum].position)
            return nil
        }
        var values: [Value] = []
        values.reserveCapacity(nodes.count)
        for (index, node) in nodes.enumerated() {
            path.steps.append(.index(index))
            if let value = check(node, as: element) { values.append(value) }
            path.steps.removeLast()
        }
        let isComplete = values.count == nodes.count && values.allSatisfy(\.isComplete)
        return Value(content: .list(values), position: node.position, isComplete: isComplete)
    }

    private mutating func check(
        _ node: DocumentNode, mapFrom key: ScalarType, to element: ValueType, expected: ValueType
    ) -> Value? {
        guard let entries = entries(of: node) else { return wrongType(node, expected) }
        var values: [Value.Entry] = []
        values.reserveCapacity(entries.count)
        for entry in entries {
            path.steps.append(.key(entry.key))
            let keyNode = DocumentNode(.scalar(entry.key, isQuoted: true), at: entry.keyPosition)
            let name = check(keyNode, as: key, expected: .scalar(key))?.text
            let value = check(entry.value, as: element)
            if let name, let value { values.append(.init(name: name, position: entry.keyPosition, value: value)) }
            path.steps.removeLast()
        }
        let isComplete = values.count == entries.count && values.allSatisfy(\.value.isComplete)
        return Value(content: .map(values), position: node.position, isComplete: isComplete)
    }

    /// The entries of a mapping; none where nothing is written; nil for anything else.
    private func entries(of node: DocumentNode) -> [DocumentNode.Entry]? {
        if case .mapping(let entries) = node.content { return entries }
        return node.isEmpty ? [] : nil
    }
}

// MARK: Objects

extension SchemaChecker {
    private mutating func check(_ node: DocumentNode, as schema: ObjectSchema, expected: ValueType) -> Value? {
        guard let entries = entries(of: node) else { return wrongType(node, expected) }
        var values = [Value?](repeating: nil, count: schema.fields.count)
        var isPresent = [Bool](repeating: false, count: schema.fields.count)
        var isComplete = true
        for entry in entries {
            path.steps.append(.key(entry.key))
            if let index = schema.index(of: entry.key) {
                isPresent[index] = true
                values[index] = check(entry, as: schema.fields[index])
                isComplete = isComplete && values[index]?.isComplete == true
            } else {
                reportUnknown(entry, among: schema)
                isComplete = false
            }
            path.steps.removeLast()
        }
        for (index, field) in schema.fields.enumerated() where field.isRequired && !isPresent[index] {
            report(.missing, "`\(field.name)` is missing: \(field.type.expected)", at: node.position)
            isComplete = false
        }
        let hasChosen = checkChoice(schema, isPresent, at: node.position)
        return Value(
            content: .object(schema, values), position: node.position, isComplete: isComplete && hasChosen)
    }

    private mutating func check(_ entry: DocumentNode.Entry, as field: SchemaField) -> Value? {
        if field.isAdminOnly && !isAdminDocument {
            report(
                .notGranted, sentence: "\(path.text) may stand only in documents of tenant admin", at: entry.keyPosition
            )
        }
        guard field.isBuilt || isAccepted(field) else {
            report(notSupportedAt: entry.keyPosition)
            return checkPlanned(entry.value, as: field.type)
        }
        return check(entry.value, as: field.type)
    }

    /// Whether it is a whole section, and one of those that the caller accepts.
    private func isAccepted(_ field: SchemaField) -> Bool { path.steps.count == 1 && accepted.contains(field.name) }

    private mutating func checkChoice(_ schema: ObjectSchema, _ isPresent: [Bool], at position: SourcePosition) -> Bool
    {
        let names = schema.exactlyOneOf
        let count = names.count { name in schema.index(of: name).map { isPresent[$0] } ?? false }
        guard !names.isEmpty, count != 1 else { return true }
        let wanted = names.map { "`\($0)`" }.joined(separator: ", ")
        report(
            count == 0 ? .missing : .invalid, "expected exactly one of \(wanted), found \(count)", at: position)
        return false
    }

    private mutating func reportUnknown(_ entry: DocumentNode.Entry, among schema: ObjectSchema) {
        let names = schema.fields.map(\.name)
        let hint = Suggestion.hint(for: entry.key, among: names)
        let known = hint == nil ? "; known are \(names.joined(separator: ", "))" : ""
        report(.unknownKey, "unknown key\(known)", at: entry.keyPosition, hint: hint)
    }
}

// MARK: Common answers

extension SchemaChecker {
    private mutating func wrongType(_ node: DocumentNode, _ type: ValueType) -> Value? {
        report(.wrongType, "expected \(type.expected), found \(node.found)", at: node.position)
        return nil
    }

    private mutating func report(notSupportedAt position: SourcePosition, value: String? = nil) {
        guard !isInsidePlanned else { return }
        let subject = path.text + (value.map { ": `\($0)`" } ?? "")
        report(.notSupported, sentence: "\(subject) is not supported by this version", at: position)
    }

    /// Checks the shape of something that is refused anyway.
    private mutating func checkPlanned(_ node: DocumentNode, as type: ValueType) -> Value? {
        let outer = isInsidePlanned
        isInsidePlanned = true
        defer { isInsidePlanned = outer }
        _ = check(node, as: type)
        return nil
    }
}
