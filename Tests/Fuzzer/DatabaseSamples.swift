import JSON

/// Schemas and rows as ovsdb-server sends them.
enum DatabaseSamples {
    static let schemaText = #"""
        {"name":"Open_vSwitch","version":"8.3.1","cksum":"1 2","tables":{"Bridge":{"columns":{"name":{"type":"string","mutable":false},
        "ports":{"type":{"key":{"type":"uuid","refTable":"Port"},"min":0,"max":"unlimited"}},
        "external_ids":{"type":{"key":"string","value":"string","min":0,"max":"unlimited"}},
        "fail_mode":{"type":{"key":{"type":"string","enum":["set",["standalone","secure"]]},"min":0,"max":1}},
        "flood":{"type":{"key":{"type":"integer","minInteger":0,"maxInteger":4095},"min":0,"max":4096}}}},
        "Port":{"columns":{"name":{"type":"string"}}}}}
        """#
    static let schema = parsed(schemaText)

    static let serverSchema = parsed(
        #"""
        {"name":"_Server","version":"1.2.0","tables":{"Database":{"columns":{"name":{"type":"string"},"model":{"type":"string"},
        "connected":{"type":"boolean"},"leader":{"type":"boolean"},"schema":{"type":{"key":"string","min":0}},
        "sid":{"type":{"key":"uuid","min":0}},"cid":{"type":{"key":"uuid","min":0}},"index":{"type":{"key":"integer","min":0}}}}}}
        """#)

    static func uuid(_ number: UInt8) -> String {
        let digits = String(number, radix: 16)
        return "00000000-0000-0000-0000-" + String(repeating: "0", count: 12 - digits.count) + digits
    }

    /// `<row-update2>` of a bridge.
    static func bridge(_ kind: String, _ number: UInt8) -> JSONValue {
        let row: JSONValue =
            switch kind {
            case "delete": nil
            case "modify": ["external_ids": ["map", [["c", "d"]]], "flood": ["set", [2, 3]]]
            default: contents(number)
            }
        return [uuid(number): [kind: row]]
    }

    /// `<row-update>` of a bridge.
    static func replacement(_ number: Int, isOld: Bool, isNew: Bool) -> JSONValue {
        var update: JSONObject = [:]
        if isOld { update["old"] = ["fail_mode": "secure"] }
        if isNew { update["new"] = contents(UInt8(number & 0xff)) }
        return [uuid(UInt8(number & 3)): .object(update)]
    }

    private static func contents(_ number: UInt8) -> JSONValue {
        [
            "name": .string("br\(number)"), "external_ids": ["map", [["a", "b"]]], "flood": ["set", [1, 2]],
            "ports": ["set", [["uuid", .string(uuid(number))]]],
        ]
    }

    static let cluster = uuid(77)

    /// The server's account of the database, or a change of it.
    static func account(_ kind: String, _ columns: JSONObject) -> JSONValue {
        var row: JSONObject = columns
        if kind == "initial" {
            row = [
                "name": "Open_vSwitch", "model": "clustered", "connected": true, "leader": true, "schema": "{}",
                "cid": ["uuid", .string(cluster)], "index": 10,
            ]
        }
        return ["Database": [uuid(1): .object([kind: .object(row)])]]
    }

    /// Changes of the account.
    static let changes: [JSONObject] = [
        ["index": 11], ["leader": false], ["connected": false], ["schema": "{\"version\":\"9\"}"], ["schema": "{}"],
        ["schema": ["set", []]], ["name": "other"], ["index": 9],
    ]

    private static func parsed(_ text: String) -> JSONValue {
        guard let json = try? JSONParser.parse(text) else { fatalError("a sample is not JSON") }
        return json
    }
}
