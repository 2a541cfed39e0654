public import Policy

/// Reads the documents of one text, YAML or JSON (INTERFACE.md 1).
///
/// Accepted: UTF-8 with or without a byte order mark, several documents separated by `---`; empty documents are
/// skipped. Refused: tags, anchors, aliases, merge keys, `%TAG`, keys that are not scalars, duplicate keys, the line
/// breaks U+0085, U+2028 and U+2029, and what is beyond the limits. Every refusal is a diagnostic with its place;
/// nothing traps.
/// - Parameters:
///   - file: the path as it was given, for positions.
///   - firstLine: the line of the file that `bytes` begin at, for a document cut out of a larger text.
public func parseDocuments(
    _ bytes: [UInt8], file: String, firstLine: Int = 1, limits: ParseLimits = ParseLimits()
) -> ParsedFile {
    let text: SourceLines
    do throws(Diagnostic) {
        text = try SourceLines(bytes, file: file, firstLine: firstLine, limit: limits.size)
    } catch {
        return ParsedFile(trees: [], diagnostics: [error])
    }
    var builder = TreeBuilder(text, limits: limits)
    return builder.build()
}

/// As above, of a text that is already known to be UTF-8.
public func parseDocuments(
    _ text: String, file: String, firstLine: Int = 1, limits: ParseLimits = ParseLimits()
) -> ParsedFile {
    parseDocuments(Array(text.utf8), file: file, firstLine: firstLine, limits: limits)
}

/// Reads a stored document again.
public func parseDocuments(_ source: SourceText, limits: ParseLimits = ParseLimits()) -> ParsedFile {
    parseDocuments(source.text, file: source.file, firstLine: source.firstLine, limits: limits)
}
