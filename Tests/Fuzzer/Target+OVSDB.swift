import JSON
import NetworkTypes
import OVSDB

extension Target {
    private static let jsonTokens = [
        "{", "}", "[", "]", ",", ":", "\"", "\\", "\\u0000", "\\ud800", "null", "true", "-0", "1e999",
        "9223372036854775808",
        "\"set\"", "\"map\"", "\"uuid\"", "\"named-uuid\"", "\"id\":", "\u{0}", "\u{feff}", "é",
    ]

    private static let jsonTexts = [
        #"{"a":[1,-2.5e3,true,null,"x\u00e9\ud83d\ude00"],"b":{"c":{}}}"#,
        #"["set",[["uuid","00000000-0000-0000-0000-000000000001"]]]"#,
    ].map { Array($0.utf8) }

    static let json = Target(
        mutator: Mutator(form: .text(jsonTokens)), seeds: jsonTexts, decode: { _ = try? JSONParser.parse($0) }
    ) { bytes in
        var splitter = JSONStreamSplitter(maxMessageBytes: 1 << 16)
        splitter.append(bytes)
        while let message = try? splitter.next() { _ = try? JSONParser.parse(message) }
        guard let value = try? JSONParser.parse(bytes) else { return }
        // Numbers that are no numbers any more aside, what is written is read as the same.
        _ = try? JSONParser.parse(value.serializedBytes())
    }

    private static let notations = [
        #"["integer",5]"#, #"[{"key":{"type":"real","minReal":-1.5},"min":0,"max":"unlimited"},["set",[1,2.5e300]]]"#,
        #"[{"key":"string","value":{"type":"uuid","refTable":"T"},"min":0,"max":9},["map",[["a",["uuid","\#(uuid)"]]]]]"#,
        #"[{"key":{"type":"string","enum":["set",["a","b"]],"maxLength":3}},"a","b",["named-uuid","r"]]"#,
    ].map { Array($0.utf8) }

    /// A column's type and values of it; a value that is read is written and read as the same.
    static let databaseNotation = Target(mutator: Mutator(form: .text(jsonTokens)), seeds: notations) { bytes in
        guard let list = try? JSONParser.parse(bytes).array, let first = list.first else { return }
        _ = try? DatabaseSchema(json: first)
        guard let type = try? ColumnType(json: first) else { return }
        guard (try? ColumnType(json: type.json)) == type else { fatalError("a type is not read again as \(type)") }
        for json in list.dropFirst() {
            guard let datum = try? Datum(json: json, type: type) else { continue }
            guard (try? Datum(json: datum.json, type: type)) == datum else {
                fatalError("a value is not read again as \(datum)")
            }
        }
    }

    private static let row =
        #"{"name":"br-int","external_ids":["map",[["a","b"]]],"fail_mode":"secure","flood":["set",[1,2]],"ports":["set",[["uuid","00000000-0000-0000-0000-000000000002"]]]}"#
    private static let uuid = "00000000-0000-0000-0000-000000000001"

    private static let databaseMessages = [
        #"{"id":1,"error":null,"result":\#(DatabaseSamples.schemaText)}"#,
        #"{"id":2,"error":null,"result":[false,"\#(uuid)",{"Bridge":{"\#(uuid)":{"initial":\#(row)}}}]}"#,
        #"{"id":null,"method":"update3","params":["weft-1","\#(uuid)",{"Bridge":{"\#(uuid)":{"modify":{"external_ids":["map",[["c","d"]]]}}}}]}"#,
        #"{"id":null,"method":"update3","params":["weft-1","\#(uuid)",{"Bridge":{"\#(uuid)":{"delete":null}}}]}"#,
        #"{"id":"e","method":"echo","params":[1]}"#,
        #"{"id":3,"error":null,"result":[{"count":1},{"uuid":["uuid","\#(uuid)"]}]}"#,
    ].map { Array($0.utf8) }

    /// An ovsdb-server that says this in each phase of a session: at first, instead of the monitor's answer, and when it stands.
    static let databaseSession = Target(mutator: Mutator(form: .text(jsonTokens)), seeds: databaseMessages) { bytes in
        let now = MonotonicTime(seconds: 1000)
        let configuration = OVSDBClient.Configuration(monitored: [.init("Bridge"), .init("Port")])
        for known in 0...2 {
            var client = OVSDBClient(configuration: configuration)
            client.start(now: now)
            var events: [OVSDBClient.Event] = []
            for message in databaseMessages.prefix(known) { events += client.receive(message, now: now) }
            client.transact(Transaction(), id: 1, now: now)
            events += client.receive(bytes, now: now)
            events += client.tick(now: now + .seconds(60))
            guard let schema = client.schema else { continue }
            var replica = Replica(schema: schema)
            for case .updates(let updates, _) in events { _ = try? replica.apply(updates) }
        }
    }
}
