import CommandLine
import JSON

/// JSON values as block-style YAML, for `-o yaml`.
///
/// Text is quoted as JSON does it wherever some YAML reader could take it for anything else.
enum YAMLText {
    static func render(_ value: JSONValue) -> String {
        var text = ""
        write(value, indentation: 0, to: &text)
        return text
    }

    /// Writes a value that begins on a line of its own.
    private static func write(_ value: JSONValue, indentation: Int, to text: inout String) {
        let margin = String(repeating: " ", count: indentation)
        switch value {
        case .object(let object) where !object.isEmpty:
            for (key, member) in object {
                text += margin + plainOrQuoted(key) + ":"
                writeAfterMark(member, indentation: indentation, to: &text)
            }
        case .array(let elements) where !elements.isEmpty:
            for element in elements {
                // A mapping or list starts behind the dash, its other lines aligned to it.
                var nested = ""
                write(element, indentation: indentation + 2, to: &nested)
                text += margin + "- " + nested.dropFirst(isScalar(element) ? 0 : indentation + 2)
            }
        default:
            text += scalar(value) + "\n"
        }
    }

    /// Writes what follows `key:`.
    private static func writeAfterMark(_ value: JSONValue, indentation: Int, to text: inout String) {
        if isScalar(value) {
            text += " " + scalar(value) + "\n"
        } else {
            text += "\n"
            write(value, indentation: indentation + 2, to: &text)
        }
    }

    /// Empty collections are written as scalars are, on one line.
    private static func isScalar(_ value: JSONValue) -> Bool {
        switch value {
        case .object(let object): object.isEmpty
        case .array(let elements): elements.isEmpty
        default: true
        }
    }

    private static func scalar(_ value: JSONValue) -> String {
        if case .string(let string) = value { return plainOrQuoted(string) }
        return value.serialized()
    }

    private static func plainOrQuoted(_ text: String) -> String {
        isPlain(text) ? text : escapingControls(JSONValue.string(text).serialized())
    }

    /// JSON leaves DEL, C1 controls and marks of direction as they are; a terminal should not see them.
    private static func escapingControls(_ json: String) -> String {
        var text = ""
        for scalar in json.unicodeScalars {
            if printable(String(scalar)) == String(scalar) {
                text.unicodeScalars.append(scalar)
            } else {
                let digits = String(scalar.value, radix: 16)
                text += "\\u" + String(repeating: "0", count: max(0, 4 - digits.count)) + digits
            }
        }
        return text
    }

    /// Letters, digits, `_`, `-`, `.` and `/`, from a letter, and no word that YAML 1.1 takes for a value.
    private static func isPlain(_ text: String) -> Bool {
        guard let first = text.utf8.first, isLetter(first) else { return false }
        let isWord = text.utf8.allSatisfy { isLetter($0) || (0x30...0x39).contains($0) || "_-./".utf8.contains($0) }
        return isWord && !["true", "false", "null", "yes", "no", "on", "off", "y", "n"].contains(text.lowercased())
    }

    private static func isLetter(_ byte: UInt8) -> Bool { (0x41...0x5a).contains(byte) || (0x61...0x7a).contains(byte) }
}
