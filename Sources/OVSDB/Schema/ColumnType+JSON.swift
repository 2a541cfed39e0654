public import JSON

extension ColumnType {
    /// Reads a `<type>`: the name of an atomic type, or an object with key, value, min and max.
    public init(json: JSONValue) throws(OVSDBError) {
        guard let object = json.object else {
            self.init(key: try BaseType(json: json))
            return
        }
        guard let keyJSON = object["key"] else {
            throw OVSDBError(.syntaxError, "Required 'key' member is missing.")
        }
        let key = try BaseType(json: keyJSON)
        var value: BaseType?
        if let valueJSON = object["value"] { value = try BaseType(json: valueJSON) }
        let minimum = try SchemaReader.integer(object, "min") ?? 1
        let maximum = try Self.maximum(object["max"])
        guard (0...1).contains(minimum), maximum.map({ $0 >= max(minimum, 1) }) ?? true else {
            throw OVSDBError(.syntaxError, "bad min or max value")
        }
        self.init(key: key, value: value, minimum: Int(minimum), maximum: maximum.map { Int($0) })
    }

    /// The type as a schema spells it: as short as it can be.
    public var json: JSONValue {
        if isScalar, case .string(let name) = key.json { return .string(name) }
        var object: JSONObject = ["key": key.json]
        if let value { object["value"] = value.json }
        if minimum != 1 { object["min"] = .integer(Int64(minimum)) }
        if maximum != 1 { object["max"] = maximum.map { .integer(Int64($0)) } ?? "unlimited" }
        return .object(object)
    }

    private static func maximum(_ json: JSONValue?) throws(OVSDBError) -> Int64? {
        switch json {
        case nil: return 1
        case .string("unlimited"): return nil
        case .integer(let value): return value
        default: throw OVSDBError(.syntaxError, "bad min or max value")
        }
    }
}
