import JSON
import OVSDB
import Testing

@Suite struct ReplicaTests {
    private let one = Samples.uuid(1)

    private func updates(_ json: JSONValue, _ form: TableUpdates.Form = .updates2) throws -> TableUpdates {
        try TableUpdates(json: json, form: form, schema: Samples.database())
    }

    @Test("Insert fills in defaults, modify applies differences, delete removes")
    func second() throws {
        var replica = Replica(schema: try Samples.database())
        #expect(replica.state == .loading)
        let row = "00000000-0000-0000-0000-000000000001"
        let initial = try replica.apply(
            updates([
                "Bridge": [
                    row: ["initial": ["name": "br0", "external_ids": ["map", [["a", "1"], ["b", "2"]]]]]
                ]
            ]))
        #expect(replica.state == .live)
        #expect(initial.map(\.new?.columns.count) == [5])
        let bridge = try #require(replica.row("Bridge", one))
        #expect(bridge["datapath_id"] == .empty)
        #expect(bridge["stp_enable"].boolean == false)
        #expect(bridge["ports"] == .empty)

        let changes = try replica.apply(
            updates([
                "Bridge": [
                    row: [
                        "modify": [
                            "external_ids": ["map", [["a", "1"], ["b", "3"], ["c", "4"]]], "datapath_id": "77",
                            "ports": ["uuid", "00000000-0000-0000-0000-000000000009"], "stp_enable": true,
                        ]
                    ]
                ]
            ]))
        #expect(changes == [RowChange(table: "Bridge", uuid: one, old: bridge, new: replica.row("Bridge", one))])
        let changed = try #require(changes.first?.new)
        #expect(changed["external_ids"].stringMap == ["b": "3", "c": "4"])
        #expect(changed["datapath_id"].string == "77")
        #expect(changed["ports"].uuids == [Samples.uuid(9)])
        #expect(changed["stp_enable"].boolean == true)
        #expect(changes[0].changes("ports"))
        #expect(!changes[0].changes("name"))

        let gone = try replica.apply(updates(["Bridge": [row: ["delete": nil]]]))
        #expect(gone == [RowChange(table: "Bridge", uuid: one, old: changed, new: nil)])
        #expect(replica.rows(in: "Bridge").isEmpty)
    }

    @Test("The first generation sends old and new")
    func first() throws {
        var replica = Replica(schema: try Samples.database())
        let row = "00000000-0000-0000-0000-000000000001"
        #expect(try replica.apply(updates(["Port": [row: ["new": ["name": "p"]]]], .updates)).count == 1)
        let changes = try replica.apply(
            updates(["Port": [row: ["old": ["name": "p"], "new": ["name": "q"]]]], .updates))
        #expect(changes.first?.new?["name"].string == "q")
        // What is sent again as it was is no change.
        #expect(try replica.apply(updates(["Port": [row: ["old": [:], "new": ["name": "q"]]]], .updates)).isEmpty)
        #expect(try replica.apply(updates(["Port": [row: ["old": ["name": "q"]]]], .updates)).count == 1)
        #expect(replica.count(in: "Port") == 0)
    }

    @Test("Rows come in the order of their uuids")
    func order() throws {
        var replica = Replica(schema: try Samples.database())
        let rows = [5, 3, 9, 1].map { number in
            TableUpdates.RowUpdate(Samples.uuid(number), .insert(["name": .string(number > 3 ? "big" : "small")]))
        }
        _ = try replica.apply(TableUpdates([.init("Port", rows)]))
        #expect(replica.rows(in: "Port").map(\.uuid) == [1, 3, 5, 9].map(Samples.uuid))
        #expect(replica.first(in: "Port") { $0["name"].string == "big" }?.uuid == Samples.uuid(5))
        #expect(replica.first(in: "Port") { $0["name"].string == "other" } == nil)
    }

    @Test(
        "What contradicts the contents makes the replica stale for good",
        arguments: [
            .init(Samples.uuid(2), .modify(["name": "x"])), .init(Samples.uuid(2), .delete),
            .init(Samples.uuid(2), .replace(["name": "x"])), .init(Samples.uuid(1), .insert(["name": "x"])),
            .init(Samples.uuid(1), .modify(["nonsense": "x"])), .init(Samples.uuid(1), .modify(["name": .empty])),
            .init(Samples.uuid(1), .modify(["name": ["a": "b"]])),
        ] as [TableUpdates.RowUpdate])
    func inconsistent(update: TableUpdates.RowUpdate) throws {
        var replica = Replica(schema: try Samples.database())
        _ = try replica.apply(TableUpdates([.init("Port", [.init(one, .insert(["name": "p"]))])]))
        let first = #expect(throws: ReplicaError.self) {
            try replica.apply(TableUpdates([.init("Port", [update])]))
        }
        #expect(first?.code == .inconsistent)
        #expect(replica.state == .stale)
        let second = #expect(throws: ReplicaError.self) { try replica.apply(TableUpdates()) }
        #expect(second?.code == .broken)
    }

    @Test("A database beyond the limits is refused")
    func limits() throws {
        var few = Replica(schema: try Samples.database(), limits: .init(maximumRows: 2))
        let rows = (1...3).map { TableUpdates.RowUpdate(Samples.uuid($0), .insert([:])) }
        let tooMany = #expect(throws: ReplicaError.self) { try few.apply(TableUpdates([.init("Port", rows)])) }
        #expect(tooMany?.code == .tooLarge)

        var small = Replica(schema: try Samples.database(), limits: .init(maximumBytes: 1000))
        let row = TableUpdates.RowUpdate(one, .insert(["name": .string(String(repeating: "x", count: 1000))]))
        let tooLarge = #expect(throws: ReplicaError.self) { try small.apply(TableUpdates([.init("Port", [row])])) }
        #expect(tooLarge?.code == .tooLarge)
    }

    @Test("A lost connection makes a live replica stale, and resumed updates make it live again")
    func stale() throws {
        var replica = Replica(schema: try Samples.database())
        replica.markStale()
        #expect(replica.state == .loading)
        _ = try replica.apply(TableUpdates())
        replica.markStale()
        #expect(replica.state == .stale)
        _ = try replica.apply(TableUpdates())
        #expect(replica.state == .live)
    }

    @Test(
        "Updates that are not as the schema says are refused",
        arguments: [
            [], ["Bridge": []], ["Nonsense": [:]], ["Bridge": ["x": ["delete": nil]]],
            ["Port": ["00000000-0000-0000-0000-000000000001": []]],
            ["Port": ["00000000-0000-0000-0000-000000000001": [:]]],
            ["Port": ["00000000-0000-0000-0000-000000000001": ["rename": [:]]]],
            ["Port": ["00000000-0000-0000-0000-000000000001": ["insert": nil]]],
            ["Port": ["00000000-0000-0000-0000-000000000001": ["insert": ["nonsense": 1]]]],
            ["Port": ["00000000-0000-0000-0000-000000000001": ["insert": ["name": 1]]]],
            ["Port": ["00000000-0000-0000-0000-000000000001": ["modify": ["name": ["set", []]]]]],
            ["Port": ["00000000-0000-0000-0000-000000000001": ["insert": [:], "delete": nil]]],
        ] as [JSONValue])
    func malformed(json: JSONValue) {
        let error = #expect(throws: OVSDBError.self) { try updates(json) }
        #expect(error?.code == .malformedMessage)
    }
}
