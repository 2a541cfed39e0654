extension JSONValue {
    /// The value as JSON text: members in their order, no white space, or two spaces a level when `pretty`.
    ///
    /// A double that is infinite or not a number, which JSON cannot spell, is written as `null`.
    public func serialized(pretty: Bool = false) -> String {
        String(decoding: serializedBytes(pretty: pretty), as: UTF8.self)
    }

    /// The UTF-8 bytes of `serialized(pretty:)`.
    public func serializedBytes(pretty: Bool = false) -> [UInt8] {
        var writer = JSONWriter(isPretty: pretty)
        writer.write(self, level: 0)
        return writer.output
    }
}

extension JSONValue: CustomStringConvertible {
    public var description: String { serialized() }
}

/// Appends values as text to `output`.
struct JSONWriter {
    let isPretty: Bool
    var output: [UInt8] = []

    mutating func write(_ value: JSONValue, level: Int) {
        switch value {
        case .null: append("null")
        case .bool(let value): append(value ? "true" : "false")
        case .integer(let value): append(value.description)
        case .double(let value): append(value.isFinite ? value.description : "null")
        case .string(let text): write(text)
        case .array(let elements):
            writeList("[", "]", elements, level: level) { writer, element in writer.write(element, level: level + 1) }
        case .object(let members):
            writeList("{", "}", members, level: level) { writer, member in
                writer.write(member.key)
                writer.append(writer.isPretty ? ": " : ":")
                writer.write(member.value, level: level + 1)
            }
        }
    }

    private mutating func append(_ text: String) { output.append(contentsOf: text.utf8) }

    private mutating func writeList<Elements: Collection>(
        _ open: String, _ close: String, _ elements: Elements, level: Int,
        _ write: (inout Self, Elements.Element) -> Void
    ) {
        append(open)
        var isFirst = true
        for element in elements {
            if !isFirst { append(",") }
            isFirst = false
            newLine(level: level + 1)
            write(&self, element)
        }
        if !isFirst { newLine(level: level) }
        append(close)
    }

    private mutating func newLine(level: Int) {
        guard isPretty else { return }
        output.append(UInt8(ascii: "\n"))
        output.append(contentsOf: repeatElement(UInt8(ascii: " "), count: 2 * level))
    }

    private mutating func write(_ text: String) {
        output.append(UInt8(ascii: "\""))
        for byte in text.utf8 {
            switch byte {
            case UInt8(ascii: "\""): append("\\\"")
            case UInt8(ascii: "\\"): append("\\\\")
            case 0x08: append("\\b")
            case 0x0C: append("\\f")
            case 0x0A: append("\\n")
            case 0x0D: append("\\r")
            case 0x09: append("\\t")
            case 0x00...0x0F: append("\\u000\(String(byte, radix: 16))")
            case 0x10...0x1F: append("\\u00\(String(byte, radix: 16))")
            default: output.append(byte)
            }
        }
        output.append(UInt8(ascii: "\""))
    }
}
