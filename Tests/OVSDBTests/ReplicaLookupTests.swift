import NetworkTypes
import OVSDB
import Testing

@Suite("Replica: lookups") struct ReplicaLookupTests {
    private let one = Samples.uuid(1), two = Samples.uuid(2), three = Samples.uuid(3)
    private let byName = RowIndex("Port", columns: "name")
    private let byOwner = RowIndex("Bridge", [.entry("external_ids", key: "owner"), .column("stp_enable")])

    private func bridge(_ owner: String?, stp: Bool = false) -> [String: Datum] {
        ["external_ids": owner.map { ["owner": .string($0)] } ?? .emptyMap, "stp_enable": .boolean(stp)]
    }

    private func uuids(_ replica: Replica, _ owner: String?, stp: Bool = false) -> [OVSDBUUID] {
        replica.rows(byOwner, [owner.map { .string($0) } ?? .empty, .boolean(stp)]).map(\.uuid)
    }

    @Test("Compound indexes follow inserts, changes and deletions")
    func indexes() throws {
        var replica = Replica(schema: try Samples.database(), indexes: [byName, byOwner, byOwner])
        func apply(_ rows: [TableUpdates.RowUpdate]) throws {
            _ = try replica.apply(TableUpdates([.init("Bridge", rows)]))
        }
        try apply([
            .init(one, .initial(bridge("a"))), .init(two, .insert(bridge("a"))), .init(three, .insert(bridge(nil))),
        ])
        #expect(uuids(replica, "a") == [one, two])
        #expect(uuids(replica, nil) == [three])
        #expect(uuids(replica, "a", stp: true).isEmpty)
        try apply([.init(two, .modify(["stp_enable": true]))])
        #expect(uuids(replica, "a") == [one])
        #expect(uuids(replica, "a", stp: true) == [two])
        try apply([.init(one, .modify(["external_ids": ["owner": "b", "other": "x"]]))])
        #expect(uuids(replica, "a").isEmpty)
        #expect(uuids(replica, "b") == [one])
        // The key is the same: the row is found as it is now.
        try apply([.init(one, .modify(["external_ids": ["other": "x"]]))])
        #expect(replica.rows(byOwner, ["b", false]).first?["external_ids"]["other"] == nil)
        try apply([.init(one, .delete), .init(two, .delete)])
        #expect(uuids(replica, "b").isEmpty)
        #expect(uuids(replica, "a", stp: true).isEmpty)
        #expect(uuids(replica, nil) == [three])
        #expect(replica.rows(byName, ["p"]).isEmpty)
    }

    @Test("An index gives what a search gives, after any changes")
    func agreement() throws {
        var replica = Replica(schema: try Samples.database(), indexes: [byOwner])
        var random = SplitMix(state: 7)
        for _ in 0..<2000 {
            let uuid = Samples.uuid(UInt64(random.below(20)))
            let row = bridge(random.below(4) == 0 ? nil : "o\(random.below(3))", stp: random.below(2) == 0)
            let change: TableUpdates.Change =
                switch (replica.row("Bridge", uuid), random.below(3)) {
                case (nil, _): .insert(row)
                case (_, 0): .delete
                default: .replace(row)
                }
            _ = try replica.apply(TableUpdates([.init("Bridge", [.init(uuid, change)])]))
            for owner in [nil, "o0", "o1", "o2"] {
                for stp in [false, true] {
                    let searched = replica.rows(in: "Bridge").filter {
                        $0["external_ids"]["owner"] == owner && $0["stp_enable"].boolean == stp
                    }
                    #expect(uuids(replica, owner, stp: stp) == searched.map(\.uuid))
                }
            }
        }
    }

    @Test("That there is no row is said by a live replica only")
    func absence() throws {
        var replica = Replica(schema: try Samples.database(), indexes: [byName])
        func find() throws(LookupError) -> Row { try replica.find("Port", one) }
        func findByName() throws(LookupError) -> Row { try replica.find(byName, ["p"]) }
        let text = one.description
        #expect(throws: LookupError.notLive(table: "Port", row: text, state: .loading)) { try find() }
        _ = try replica.apply(TableUpdates())
        #expect(throws: LookupError.notFound(table: "Port", row: text)) { try find() }
        #expect(throws: LookupError.notFound(table: "Port", row: "\"p\"")) { try findByName() }
        _ = try replica.apply(TableUpdates([.init("Port", [.init(one, .insert(["name": "p"]))])]))
        #expect(try find() == findByName())
        replica.markStale()
        // What it has it goes on to give.
        #expect(try find()["name"] == "p")
        #expect(throws: LookupError.notLive(table: "Port", row: "\"q\"", state: .stale)) {
            try replica.find(byName, ["q"])
        }
    }

    @Test("The revision counts what changed")
    func revision() throws {
        var replica = Replica(schema: try Samples.database())
        #expect(replica.revision == 0)
        _ = try replica.apply(TableUpdates())
        #expect(replica.revision == 0)
        _ = try replica.apply(TableUpdates([.init("Port", [.init(one, .insert(["name": "p"]))])]))
        _ = try replica.apply(TableUpdates([.init("Port", [.init(one, .modify(["name": "p"]))])]))
        #expect(replica.revision == 1)
    }
}
