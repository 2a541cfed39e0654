import JSON

/// Where the next page of a list begins: opaque to clients, and good for any later revision.
enum PageToken {
    /// - Parameter list: what is listed; a token of another list is refused.
    static func encode(_ key: ObjectKey, of list: String) -> String {
        let value: JSONValue = [.string(list), .string(key.tenant), .string(key.name), .count(key.number)]
        return value.serializedBytes().map { byte in
            let digits = String(byte, radix: 16)
            return digits.count == 1 ? "0" + digits : digits
        }.joined()
    }

    static func decode(_ text: String, of list: String) throws(Problem) -> ObjectKey {
        guard let bytes = bytes(text), let parts = (try? JSONParser.parse(bytes))?.array, parts.count == 4,
            parts[0].string == list, let tenant = parts[1].string, let name = parts[2].string,
            let number = parts[3].integer.flatMap({ Int(exactly: $0) })
        else { throw .badRequest("pageToken: not one that this list gave out") }
        return ObjectKey(tenant: tenant, name: name, number: number)
    }

    private static func bytes(_ text: String) -> [UInt8]? {
        let digits = Array(text.utf8)
        guard digits.count % 2 == 0, digits.count <= 4096 else { return nil }
        var bytes: [UInt8] = []
        for index in stride(from: 0, to: digits.count, by: 2) {
            guard let pair = UInt8(String(decoding: digits[index...index + 1], as: UTF8.self), radix: 16) else {
                return nil
            }
            bytes.append(pair)
        }
        return bytes
    }
}
