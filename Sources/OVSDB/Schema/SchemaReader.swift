import JSON

/// The members of a schema's objects, with errors that name them. Members that are not known are ignored: the server
/// may be newer than we are.
enum SchemaReader {
    static func integer(_ object: JSONObject, _ key: String) throws(OVSDBError) -> Int64? {
        guard let value = object[key] else { return nil }
        guard let integer = value.integer else { throw mismatch(key) }
        return integer
    }

    static func real(_ object: JSONObject, _ key: String) throws(OVSDBError) -> Double? {
        guard let value = object[key] else { return nil }
        guard let real = value.double else { throw mismatch(key) }
        return real
    }

    static func boolean(_ object: JSONObject, _ key: String, default fallback: Bool) throws(OVSDBError) -> Bool {
        guard let value = object[key] else { return fallback }
        guard let boolean = value.bool else { throw mismatch(key) }
        return boolean
    }

    /// The members of an object of named things, in the order of their names; names that start with `_` belong to
    /// the server.
    static func named(_ object: JSONObject, _ key: String) throws(OVSDBError) -> [(name: String, value: JSONValue)] {
        guard let members = object[key]?.object else { throw mismatch(key) }
        for name in members.keys where !Identifier.isValid(name) || name.hasPrefix("_") {
            throw OVSDBError(.syntaxError, "\"\(name.cut(to: 64))\" is not a valid name in '\(key)'")
        }
        return members.map { (name: $0.key, value: $0.value) }.sorted { $0.name < $1.name }
    }

    static func mismatch(_ key: String) -> OVSDBError {
        OVSDBError(.syntaxError, "Type mismatch for member '\(key)'")
    }
}
