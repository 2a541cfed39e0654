import JSON
import OVSDB

/// Writes values as JSON text without making `JSONValue`s of them: a fleet's first contents are many.
struct TextWriter {
    private(set) var bytes: [UInt8] = []

    mutating func raw(_ text: StaticString) {
        text.withUTF8Buffer { bytes.append(contentsOf: $0) }
    }

    mutating func raw(_ other: [UInt8]) { bytes.append(contentsOf: other) }

    mutating func json(_ value: JSONValue) { bytes.append(contentsOf: value.serializedBytes()) }

    mutating func uuid(_ uuid: OVSDBUUID) {
        raw("\"")
        bytes.append(contentsOf: uuid.description.utf8)
        raw("\"")
    }

    /// A value as RFC 7047 section 5.1 spells it.
    mutating func datum(_ datum: Datum) {
        if datum.isMap {
            raw("[\"map\",[")
            for (number, pair) in datum.pairs.enumerated() {
                raw(number == 0 ? "[" : ",[")
                atom(pair.key)
                raw(",")
                atom(pair.value)
                raw("]")
            }
            return raw("]]")
        }
        let atoms = datum.atoms
        if atoms.count == 1 { return atom(atoms[0]) }
        raw("[\"set\",[")
        for (number, element) in atoms.enumerated() {
            if number > 0 { raw(",") }
            atom(element)
        }
        raw("]]")
    }

    private mutating func atom(_ value: Atom) {
        switch value {
        case .integer(let number): bytes.append(contentsOf: "\(number)".utf8)
        case .boolean(let isTrue): raw(isTrue ? "true" : "false")
        case .string(let text): string(text)
        case .uuid(let value):
            raw("[\"uuid\",")
            uuid(value)
            raw("]")
        case .real, .namedUUID: json(value.json)
        }
    }

    private mutating func string(_ text: String) {
        let isPlain = text.utf8.allSatisfy { $0 >= 0x20 && $0 != UInt8(ascii: "\"") && $0 != UInt8(ascii: "\\") }
        guard isPlain else { return json(.string(text)) }
        raw("\"")
        bytes.append(contentsOf: text.utf8)
        raw("\"")
    }
}
