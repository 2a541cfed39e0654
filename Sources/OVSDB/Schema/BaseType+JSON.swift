public import JSON

extension BaseType {
    /// Reads a `<base-type>`: the name of an atomic type, or an object with constraints.
    public init(json: JSONValue) throws(OVSDBError) {
        if let name = json.string {
            self.init(try Self.atomicType(name))
            return
        }
        guard let object = json.object, let name = object["type"]?.string else {
            throw OVSDBError(.syntaxError, "a base type is a name or an object with a type")
        }
        self.init(try Self.atomicType(name))
        if let values = object["enum"] {
            let several = ColumnType(key: BaseType(type), minimum: 1, maximum: nil)
            enumeration = try Datum(json: values, type: several)
        }
        minInteger = try SchemaReader.integer(object, "minInteger")
        maxInteger = try SchemaReader.integer(object, "maxInteger")
        minReal = try SchemaReader.real(object, "minReal")
        maxReal = try SchemaReader.real(object, "maxReal")
        minLength = try SchemaReader.integer(object, "minLength")
        maxLength = try SchemaReader.integer(object, "maxLength")
        try readReference(object)
        try checkOrder(minInteger, maxInteger, "minInteger exceeds maxInteger")
        try checkOrder(minReal, maxReal, "minReal exceeds maxReal")
        try checkOrder(minLength, maxLength, "minLength exceeds maxLength")
    }

    /// The type as a schema spells it: its bare name when it has no constraints.
    public var json: JSONValue {
        var object: JSONObject = ["type": .string(type.rawValue)]
        if let enumeration { object["enum"] = enumeration.json }
        if let minInteger { object["minInteger"] = .integer(minInteger) }
        if let maxInteger { object["maxInteger"] = .integer(maxInteger) }
        if let minReal { object["minReal"] = .double(minReal) }
        if let maxReal { object["maxReal"] = .double(maxReal) }
        if let minLength { object["minLength"] = .integer(minLength) }
        if let maxLength { object["maxLength"] = .integer(maxLength) }
        if let referencedTable { object["refTable"] = .string(referencedTable) }
        if referenceKind == .weak { object["refType"] = "weak" }
        return object.count == 1 ? .string(type.rawValue) : .object(object)
    }

    private mutating func readReference(_ object: JSONObject) throws(OVSDBError) {
        if let table = object["refTable"] {
            guard let name = table.string, Identifier.isValid(name) else {
                throw OVSDBError(.syntaxError, "Type mismatch for member 'refTable'")
            }
            referencedTable = name
        }
        if let kind = object["refType"] {
            guard let name = kind.string, let value = ReferenceKind(rawValue: name) else {
                throw OVSDBError(.syntaxError, "refType must be \"strong\" or \"weak\"")
            }
            referenceKind = value
        }
    }

    private func checkOrder<Value: Comparable>(
        _ minimum: Value?, _ maximum: Value?, _ text: String
    ) throws(OVSDBError) {
        if let minimum, let maximum, minimum > maximum { throw OVSDBError(.syntaxError, text) }
    }

    private static func atomicType(_ name: String) throws(OVSDBError) -> AtomicType {
        guard let type = AtomicType(rawValue: name) else {
            throw OVSDBError(.syntaxError, "\"\(name.cut(to: 64))\" is not an atomic-type")
        }
        return type
    }
}
