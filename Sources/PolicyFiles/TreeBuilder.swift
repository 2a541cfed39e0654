import Policy

/// Builds the trees of a text's documents from libyaml's events, refusing what the profile leaves out.
struct TreeBuilder: ~Copyable {
    /// Reading cannot go on; the diagnostic is already noted.
    private struct Stopped: Error {}

    private let text: SourceLines
    private let limits: ParseLimits
    private var parser: EventParser
    private var nodes = 0
    /// What is wrong with the file so that reading stopped.
    private var fatal: [Diagnostic] = []
    /// What is wrong with the document being read.
    private var noted: [Diagnostic] = []
    private static let noteLimit = 1000

    init(_ text: SourceLines, limits: ParseLimits) {
        self.text = text
        self.limits = limits
        parser = EventParser(text.bytes)
    }

    mutating func build() -> ParsedFile {
        var documents: [(root: DocumentNode, startLine: Int, diagnostics: [Diagnostic])] = []
        do {
            while let (root, line) = try nextDocument() {
                if root.isEmpty && noted.isEmpty { continue }
                documents.append((root, line, noted))
            }
        } catch {
            // The documents before the fault stand.
        }
        // A document's text goes up to where the next one begins; the first has what stands before it.
        let starts = documents.enumerated().map { $0.offset == 0 ? 0 : $0.element.startLine }
        let trees = documents.enumerated().map { number, document in
            let isLast = number + 1 == documents.count
            let source = SourceText(
                file: text.file, firstLine: text.firstLine + starts[number],
                text: text.text(fromLine: starts[number], upToLine: isLast ? nil : starts[number + 1]))
            return DocumentTree(root: document.root, source: source, diagnostics: document.diagnostics)
        }
        return ParsedFile(trees: trees, diagnostics: fatal)
    }

    /// The next document and the line it starts at, counted from 0; nil at the end.
    private mutating func nextDocument() throws(Stopped) -> (DocumentNode, Int)? {
        noted = []
        while true {
            let occurrence = try next()
            switch occurrence.event {
            case .streamEnd: return nil
            case .documentStart(let line, _, let hasTagDirectives):
                if hasTagDirectives { note("expected no %TAG directive", at: position(occurrence.mark)) }
                return (try node(try next(), depth: 0), line)
            default: continue
            }
        }
    }
}

// MARK: Nodes

extension TreeBuilder {
    private mutating func node(_ start: EventParser.Occurrence, depth: Int) throws(Stopped) -> DocumentNode {
        let place = position(start.mark)
        try count(at: place)
        if start.properties.contains(.anchor) { note("expected no anchor (`&name`)", at: place) }
        if start.properties.contains(.tag) { note("expected no tag (`!name`)", at: place) }
        switch start.event {
        case .scalar(let value, let isPlain):
            return DocumentNode(.scalar(value, isQuoted: !isPlain), at: place)
        case .sequenceStart:
            try descend(to: depth + 1, at: place)
            return DocumentNode(.sequence(try sequence(depth: depth + 1)), at: place)
        case .mappingStart:
            try descend(to: depth + 1, at: place)
            return DocumentNode(.mapping(try mapping(depth: depth + 1)), at: place)
        case .alias:
            note("expected no alias (`*name`)", at: place)
            return DocumentNode(.scalar("", isQuoted: false), at: place)
        case .streamStart, .streamEnd, .documentStart, .documentEnd, .sequenceEnd, .mappingEnd:
            // libyaml's grammar gives a node here; if it ever did not, the text is at fault, not the program.
            fatal.append(Diagnostic(.syntax, "not YAML: expected a value", at: place))
            throw Stopped()
        }
    }

    private mutating func sequence(depth: Int) throws(Stopped) -> [DocumentNode] {
        var elements: [DocumentNode] = []
        while true {
            let occurrence = try next()
            if case .sequenceEnd = occurrence.event { return elements }
            elements.append(try node(occurrence, depth: depth))
        }
    }

    private mutating func mapping(depth: Int) throws(Stopped) -> [DocumentNode.Entry] {
        var entries: [DocumentNode.Entry] = []
        var first: [String: SourcePosition] = [:]
        while true {
            let occurrence = try next()
            if case .mappingEnd = occurrence.event { return entries }
            let key = try node(occurrence, depth: depth)
            let value = try node(try next(), depth: depth)
            guard case .scalar(let name, let isQuoted) = key.content else {
                note("expected a scalar as key, found \(key.isMapping ? "a mapping" : "a list")", at: key.position)
                continue
            }
            if name == "<<" && !isQuoted {
                note("expected no merge key (`<<`)", at: key.position)
            } else if let earlier = first[name] {
                note(
                    "key `\(clipped(name))` stands twice in one mapping", at: key.position, code: .duplicate,
                    related: [earlier])
            } else {
                first[name] = key.position
                entries.append(.init(key: name, keyPosition: key.position, value: value))
            }
        }
    }
}

// MARK: Bounds and places

extension TreeBuilder {
    private mutating func next() throws(Stopped) -> EventParser.Occurrence {
        do throws(EventParser.Failure) {
            return try parser.next()
        } catch {
            fatal.append(Diagnostic(.syntax, "not YAML: \(error.message)", at: position(error.mark)))
            throw Stopped()
        }
    }

    private mutating func count(at place: SourcePosition) throws(Stopped) {
        nodes += 1
        guard nodes > limits.nodes else { return }
        fatal.append(
            Diagnostic(
                .tooLarge, "expected at most \(limits.nodes) values in a file", at: place,
                hint: "spread the documents over several files"))
        throw Stopped()
    }

    private mutating func descend(to depth: Int, at place: SourcePosition) throws(Stopped) {
        guard depth > limits.depth else { return }
        fatal.append(Diagnostic(.tooLarge, "expected lists and mappings at most \(limits.depth) deep", at: place))
        throw Stopped()
    }

    private mutating func note(
        _ message: String, at place: SourcePosition, code: Diagnostic.Code = .syntax, related: [SourcePosition] = []
    ) {
        guard noted.count < Self.noteLimit else { return }
        noted.append(Diagnostic(code, message, at: place, related: related))
    }

    private func position(_ mark: EventParser.Mark) -> SourcePosition {
        text.position(line: mark.line, column: mark.column)
    }

    private func clipped(_ text: String) -> String { text.count > 64 ? text.prefix(64) + "…" : text }
}

extension DocumentNode {
    fileprivate var isMapping: Bool { if case .mapping = content { true } else { false } }
}
