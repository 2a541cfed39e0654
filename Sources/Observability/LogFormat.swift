/// How records are written.
public enum LogFormat: Hashable, Sendable {
    /// For people: `14:03:07.123 warning sessions: host is away host=kvm1`.
    case human
    /// One JSON object a line.
    case json
    /// As `json`, with the priority in front that journald takes off again (sd-daemon(3)).
    case journal

    /// Bytes of one value; what is longer is cut, so that a peer's text cannot fill the log.
    static let maximumValueBytes = 2_048

    /// The record as one line with its line end. Metadata is in byte order of its keys.
    public func line(for record: LogRecord) -> String {
        switch self {
        case .human: humanLine(record)
        case .json: jsonLine(record)
        case .journal: "<\(record.level.priority)>\(jsonLine(record))"
        }
    }
}

private func humanLine(_ record: LogRecord) -> String {
    let time = timestamp(record.unixMilliseconds).dropFirst(11).dropLast()
    var line = "\(time) \(record.level.name) \(record.component): \(escaped(record.message))"
    for (key, value) in record.metadata.sorted(by: { $0.key < $1.key }) {
        line += " \(escaped(key))=\(humanText(value))"
    }
    return line + "\n"
}

private func humanText(_ value: LogValue) -> String {
    guard case .text(let text) = value else { return jsonText(value) }
    let isPlain =
        !text.isEmpty && text.unicodeScalars.allSatisfy { $0 > " " && $0 != "\"" && $0 != "=" && $0 != "\u{7f}" }
    let cut = escaped(shortened(text))
    return isPlain ? cut : "\"\(cut)\""
}

private func jsonLine(_ record: LogRecord) -> String {
    var line = "{\"ts\":\"\(timestamp(record.unixMilliseconds))\",\"level\":\"\(record.level.name)\","
    line += "\"msg\":\"\(escaped(record.message))\",\"component\":\"\(escaped(record.component))\""
    for (key, value) in record.metadata.sorted(by: { $0.key < $1.key }) {
        // The names of the record itself stay unambiguous.
        let name = ["ts", "level", "msg", "component"].contains(key) ? "_\(key)" : key
        line += ",\"\(escaped(name))\":\(jsonText(value))"
    }
    return line + "}\n"
}

private func jsonText(_ value: LogValue) -> String {
    switch value {
    case .text(let text): "\"\(escaped(shortened(text)))\""
    case .integer(let integer): String(integer)
    // JSON has no infinities.
    case .number(let number): number.isFinite ? number.description : "\"\(number)\""
    case .boolean(let boolean): boolean ? "true" : "false"
    }
}

private func shortened(_ text: String) -> String {
    guard text.utf8.count > LogFormat.maximumValueBytes else { return text }
    var result = ""
    for character in text.unicodeScalars where result.utf8.count < LogFormat.maximumValueBytes {
        result.unicodeScalars.append(character)
    }
    return result + "…"
}

/// Escaped as inside a JSON string (RFC 8259, section 7). Also what a terminal would act on is escaped: C1 controls,
/// line separators, and marks that reverse the reading direction.
private func escaped(_ text: String) -> String {
    var result = ""
    for scalar in text.unicodeScalars {
        switch scalar {
        case "\"": result += "\\\""
        case "\\": result += "\\\\"
        case "\n": result += "\\n"
        case "\r": result += "\\r"
        case "\t": result += "\\t"
        case "\0"..<" ", "\u{7f}"..."\u{9f}", "\u{200b}"..."\u{200f}", "\u{2028}"..."\u{202e}", "\u{2066}"..."\u{2069}":
            let digits = String(scalar.value, radix: 16)
            result += "\\u" + String(repeating: "0", count: 4 - digits.count) + digits
        default: result.unicodeScalars.append(scalar)
        }
    }
    return result
}
