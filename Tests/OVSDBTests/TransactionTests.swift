import JSON
import OVSDB
import Testing

@Suite struct TransactionTests {
    @Test("Operations are written as RFC 7047 section 5.2 says, columns in order")
    func operations() {
        var transaction = Transaction()
        #expect(transaction.isEmpty)
        transaction.wait("Bridge", where: [.uuid(.zero)], columns: ["ports"], rows: [["ports": []]])
        transaction.comment("why")
        #expect(!transaction.hasChanges)
        transaction.insert("Port", row: ["name": "p", "interfaces": .namedUUID("i"), "tag": 5], namedUUID: "p")
        transaction.insert("Interface", row: [:], uuid: .zero)
        transaction.update("Bridge", where: [.equal("name", "br0")], row: ["fail_mode": "secure"])
        transaction.mutate(
            "Bridge", where: [], mutations: [.insert("ports", .namedUUID("p")), .delete("external_ids", ["k"])])
        transaction.delete("Mirror", where: [Condition("name", .notEqual, "m")])
        transaction.select("Port", where: [], columns: ["name"])
        transaction.commit(durable: true)
        transaction.abort()
        let zero = "[\"uuid\",\"00000000-0000-0000-0000-000000000000\"]"
        let expected = [
            "{\"op\":\"wait\",\"table\":\"Bridge\",\"where\":[[\"_uuid\",\"==\",\(zero)]],"
                + "\"columns\":[\"ports\"],\"until\":\"==\",\"rows\":[{\"ports\":[\"set\",[]]}],\"timeout\":0}",
            "{\"op\":\"comment\",\"comment\":\"why\"}",
            "{\"op\":\"insert\",\"table\":\"Port\","
                + "\"row\":{\"interfaces\":[\"named-uuid\",\"i\"],\"name\":\"p\",\"tag\":5},\"uuid-name\":\"p\"}",
            "{\"op\":\"insert\",\"table\":\"Interface\",\"row\":{},"
                + "\"uuid\":\"00000000-0000-0000-0000-000000000000\"}",
            "{\"op\":\"update\",\"table\":\"Bridge\",\"where\":[[\"name\",\"==\",\"br0\"]],"
                + "\"row\":{\"fail_mode\":\"secure\"}}",
            "{\"op\":\"mutate\",\"table\":\"Bridge\",\"where\":[],"
                + "\"mutations\":[[\"ports\",\"insert\",[\"named-uuid\",\"p\"]],[\"external_ids\",\"delete\",\"k\"]]}",
            "{\"op\":\"delete\",\"table\":\"Mirror\",\"where\":[[\"name\",\"!=\",\"m\"]]}",
            "{\"op\":\"select\",\"table\":\"Port\",\"where\":[],\"columns\":[\"name\"]}",
            "{\"op\":\"commit\",\"durable\":true}",
            "{\"op\":\"abort\"}",
        ]
        #expect(transaction.operations.map { $0.serialized() } == expected)
        #expect(transaction.hasChanges)
        #expect(transaction.count == expected.count)
    }

    @Test("Appending joins operations")
    func append() {
        var left = Transaction()
        left.comment("a")
        var right = Transaction()
        right.delete("Port", where: [])
        left.append(right)
        #expect(left.count == 2)
        #expect(left.hasChanges)
    }

    @Test("Rows get names of their own, and the result tells their uuids")
    func newRows() {
        var transaction = Transaction()
        transaction.comment("first")
        let interface = transaction.insert("Interface", ["name": "i"])
        let port = transaction.insert("Port", ["interfaces": interface.reference])
        #expect(interface.name != port.name)
        #expect(transaction.operations[2]["row"]?["interfaces"] == ["named-uuid", .string(interface.name)])
        #expect(transaction.operations[1]["uuid-name"] == .string(interface.name))
        #expect(Datum(set: [port.atom]) == port.reference)
        let result = TransactionResult(outcomes: [.done, .inserted(Samples.uuid(4)), .inserted(Samples.uuid(5))])
        #expect(result.uuid(of: interface) == Samples.uuid(4))
        #expect(result.uuid(of: port) == Samples.uuid(5))
        #expect(TransactionResult(outcomes: [.done]).uuid(of: port) == nil)
    }

    @Test("A counter is increased and read")
    func increment() {
        var transaction = Transaction()
        let next = transaction.increment("Open_vSwitch", .zero, "next_cfg", by: 2)
        #expect(transaction.operations.map { $0["op"] } == ["mutate", "select"])
        #expect(transaction.operations[0]["mutations"] == [["next_cfg", "+=", 2]])
        #expect(transaction.operations[1]["columns"] == ["next_cfg"])
        #expect(TransactionResult(outcomes: [.count(1), .rows([["next_cfg": 7]])]).value(of: next) == 7)
        #expect(TransactionResult(outcomes: [.count(0), .rows([])]).value(of: next) == nil)
        #expect(TransactionResult(outcomes: [.count(0), .done]).value(of: next) == nil)
        #expect(TransactionResult(outcomes: []).value(of: next) == nil)
    }

    @Test("Guards and locks are written as operations")
    func guards() {
        var transaction = Transaction()
        let row = Row(uuid: .zero, columns: ["name": "p", "tag": 5])
        transaction.expect("Port", row, columns: ["tag", "name"])
        transaction.expectSome("Port", where: [.equal("name", "p")])
        transaction.expectNone("Port", where: [.equal("name", "q")])
        transaction.assertLock("l")
        let zero = "[\"uuid\",\"00000000-0000-0000-0000-000000000000\"]"
        let expected = [
            "{\"op\":\"wait\",\"table\":\"Port\",\"where\":[[\"_uuid\",\"==\",\(zero)]],"
                + "\"columns\":[\"tag\",\"name\"],\"until\":\"==\",\"rows\":[{\"name\":\"p\",\"tag\":5}],\"timeout\":0}",
            "{\"op\":\"wait\",\"table\":\"Port\",\"where\":[[\"name\",\"==\",\"p\"]],"
                + "\"columns\":[\"_uuid\"],\"until\":\"!=\",\"rows\":[],\"timeout\":0}",
            "{\"op\":\"wait\",\"table\":\"Port\",\"where\":[[\"name\",\"==\",\"q\"]],"
                + "\"columns\":[\"_uuid\"],\"until\":\"==\",\"rows\":[],\"timeout\":0}",
            "{\"op\":\"assert\",\"lock\":\"l\"}",
        ]
        #expect(transaction.operations.map { $0.serialized() } == expected)
        #expect(!transaction.hasChanges)
        let set = Mutation.set("external_ids", ["k": "v"])
        #expect(
            set.map { $0.json.serialized() } == [
                "[\"external_ids\",\"delete\",\"k\"]", "[\"external_ids\",\"insert\",[\"map\",[[\"k\",\"v\"]]]]",
            ])
    }

    @Test("A name that is made up is not one that was given")
    func madeUpNames() {
        var transaction = Transaction()
        transaction.insert("Port", row: [:], namedUUID: "row1")
        let new = transaction.insert("Port", [:])
        #expect(new.name != "row1")
        #expect(transaction.operations.last?["uuid-name"] == .string(new.name))
    }

    @Test("A name that is given twice traps")
    func namesTwice() async {
        await #expect(processExitsWith: .failure) {
            var transaction = Transaction()
            transaction.insert("Port", row: [:], namedUUID: "p")
            transaction.insert("Port", row: [:], namedUUID: "p")
        }
    }
}
