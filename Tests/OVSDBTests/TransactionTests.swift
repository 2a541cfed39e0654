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
}
