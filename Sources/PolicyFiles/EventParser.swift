import CYAML

/// libyaml's parser, owned: events come out one by one as Swift values.
struct EventParser: ~Copyable {
    enum Event {
        case streamStart
        case streamEnd
        /// `line` counts from 0.
        case documentStart(line: Int, isExplicit: Bool, hasTagDirectives: Bool)
        case documentEnd
        case scalar(String, isPlain: Bool)
        case sequenceStart
        case sequenceEnd
        case mappingStart
        case mappingEnd
        case alias
    }

    /// What YAML can say about a node besides its content.
    struct Properties: OptionSet {
        let rawValue: UInt8
        static let anchor = Properties(rawValue: 1)
        static let tag = Properties(rawValue: 2)
    }

    /// Counted from 0.
    struct Mark {
        let line: Int
        let column: Int
    }

    struct Occurrence {
        let event: Event
        let mark: Mark
        let properties: Properties
    }

    struct Failure: Error {
        let message: String
        let mark: Mark
    }

    /// libyaml keeps a pointer to its parser within it, so the parser must not move.
    private let parser: UnsafeMutablePointer<yaml_parser_t>
    private let input: UnsafeMutableBufferPointer<UInt8>

    init(_ bytes: [UInt8]) {
        parser = .allocate(capacity: 1)
        guard yaml_parser_initialize(parser) == 1 else { preconditionFailure("no memory for a YAML parser") }
        input = .allocate(capacity: bytes.count)
        _ = input.initialize(from: bytes)
        yaml_parser_set_encoding(parser, YAML_UTF8_ENCODING)
        yaml_parser_set_input_string(parser, input.baseAddress, bytes.count)
    }

    deinit {
        yaml_parser_delete(parser)
        parser.deallocate()
        input.deallocate()
    }

    /// The next event; after a failure or the end of the stream, no more may be asked for.
    mutating func next() throws(Failure) -> Occurrence {
        var event = yaml_event_t()
        guard yaml_parser_parse(parser, &event) == 1 else { throw failure }
        defer { yaml_event_delete(&event) }
        let mark = Mark(line: event.start_mark.line, column: event.start_mark.column)
        let (kind, properties) = Self.translate(event)
        return Occurrence(event: kind, mark: mark, properties: properties)
    }

    private var failure: Failure {
        let problem = parser.pointee.problem.map { String(cString: $0) } ?? "the text is not YAML"
        let context = parser.pointee.context.map { String(cString: $0) + ", " } ?? ""
        let mark = parser.pointee.problem_mark
        return Failure(message: context + problem, mark: Mark(line: mark.line, column: mark.column))
    }

    private static func translate(_ event: yaml_event_t) -> (Event, Properties) {
        switch event.type {
        case YAML_STREAM_START_EVENT: return (.streamStart, [])
        case YAML_DOCUMENT_START_EVENT:
            let start = event.data.document_start
            let hasTags = start.tag_directives.start != start.tag_directives.end
            return (
                .documentStart(
                    line: event.start_mark.line, isExplicit: start.implicit == 0, hasTagDirectives: hasTags), []
            )
        case YAML_DOCUMENT_END_EVENT: return (.documentEnd, [])
        case YAML_SCALAR_EVENT:
            let scalar = event.data.scalar
            let bytes = UnsafeBufferPointer(start: scalar.value, count: scalar.length)
            let event = Event.scalar(
                String(decoding: bytes, as: UTF8.self), isPlain: scalar.style == YAML_PLAIN_SCALAR_STYLE)
            return (event, properties(scalar.anchor, scalar.tag))
        case YAML_SEQUENCE_START_EVENT:
            return (.sequenceStart, properties(event.data.sequence_start.anchor, event.data.sequence_start.tag))
        case YAML_SEQUENCE_END_EVENT: return (.sequenceEnd, [])
        case YAML_MAPPING_START_EVENT:
            return (.mappingStart, properties(event.data.mapping_start.anchor, event.data.mapping_start.tag))
        case YAML_MAPPING_END_EVENT: return (.mappingEnd, [])
        case YAML_ALIAS_EVENT: return (.alias, [])
        default: return (.streamEnd, [])
        }
    }

    private static func properties(
        _ anchor: UnsafeMutablePointer<yaml_char_t>?, _ tag: UnsafeMutablePointer<yaml_char_t>?
    ) -> Properties {
        var result: Properties = []
        if anchor != nil { result.insert(.anchor) }
        if tag != nil { result.insert(.tag) }
        return result
    }
}
