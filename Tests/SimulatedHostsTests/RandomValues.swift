import JSON
import OVSDB
import SimulatedHosts
import TestSupport

/// Makes up values for the columns of a schema, most of them good.
struct RandomValues {
    var generator: SeededGenerator
    let schema: DatabaseSchema

    init(seed: UInt64, schema: DatabaseSchema) {
        generator = SeededGenerator(seed: seed)
        self.schema = schema
    }

    mutating func below(_ limit: Int) -> Int { Int(generator.next() % UInt64(limit)) }
    mutating func chance(_ part: Int, of whole: Int) -> Bool { below(whole) < part }

    mutating func pick<Element>(_ list: [Element]) -> Element { list[below(list.count)] }

    /// A value of a column.
    ///
    /// - Parameters:
    ///   - references: makes a reference to a row of a table.
    ///   - fault: whether it shall break the column's type.
    mutating func value(
        _ type: ColumnType, fault: Bool = false, references: (inout Self, String) -> JSONValue
    ) -> JSONValue {
        if fault { return faulty(type, references) }
        let most = min(type.maximum ?? 3, 3)
        let count = type.minimum == most ? most : type.minimum + below(most - type.minimum + 1)
        return collection(type, count: count, references)
    }

    private mutating func collection(
        _ type: ColumnType, count: Int, _ references: (inout Self, String) -> JSONValue
    ) -> JSONValue {
        var elements: [JSONValue] = []
        var seen: Set<JSONValue> = []
        for _ in 0..<count {
            let key = atom(type.key, references)
            guard seen.insert(key).inserted else { continue }
            if let value = type.value { elements.append([key, atom(value, references)]) } else { elements.append(key) }
        }
        if type.isMap { return ["map", .array(elements)] }
        return elements.count == 1 && chance(1, of: 2) ? elements[0] : ["set", .array(elements)]
    }

    private mutating func faulty(_ type: ColumnType, _ references: (inout Self, String) -> JSONValue) -> JSONValue {
        let one = atom(type.key, references)
        switch below(8) {
        case 0: return ["set", [one, one]]
        case 1: return ["map", [[one, "x"], [one, "x"]]]
        case 2: return [:]
        case 3: return type.key.type == .string ? 5 : "text"
        case 4: return ["set", []]
        case 5: return ["uuid", "not-one"]
        case 6: return .integer(Int64.max)
        default: return ["set", [one, one, one, 7]]
        }
    }

    mutating func atom(_ base: BaseType, _ references: (inout Self, String) -> JSONValue) -> JSONValue {
        if let values = base.enumeration, !values.isEmpty { return pick(values.atoms).json }
        switch base.type {
        case .boolean: return .bool(chance(1, of: 2))
        case .integer:
            let low = base.minInteger ?? 0
            let high = min(base.maxInteger ?? low + 9, low + 9)
            return .integer(low + Int64(below(Int(high - low + 1))))
        case .real: return .double(Double(below(100)) / 4)
        case .string: return .string(pick(["a", "b", "é\"\\", "tcp:192.0.2.1:6653", ""]))
        case .uuid: return references(&self, base.referencedTable ?? "")
        }
    }
}
