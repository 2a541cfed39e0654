import JSON
import NetworkTypes
import OVSDB
import Testing

/// What ovsdb-server 3.1 said in a session with this client: its account of itself, schema, monitor, updates, locks,
/// answers. The uuids and the schema are shortened.
enum RecordedSession {
    static let messages: [String] = [
        "{\"id\":1,\"result\":{},\"error\":null}",
        "{\"id\":2,\"result\":{\"cksum\":\"3009684573 744\",\"name\":\"_Server\",\"version\":\"1.2.0\",\"tables\":"
            + "{\"Database\":{\"columns\":{\"name\":{\"type\":\"string\"},\"model\":{\"type\":{\"key\":{\"type\":\"string\","
            + "\"enum\":[\"set\",[\"clustered\",\"relay\",\"standalone\"]]}}},\"connected\":{\"type\":\"boolean\"},"
            + "\"leader\":{\"type\":\"boolean\"},\"schema\":{\"type\":{\"min\":0,\"key\":\"string\"}},"
            + "\"cid\":{\"type\":{\"min\":0,\"key\":\"uuid\"}},\"index\":{\"type\":{\"min\":0,\"key\":\"integer\"}}}}}},"
            + "\"error\":null}",
        "{\"id\":3,\"result\":{\"Database\":{\"f4a80c09-2526-4d25-83e5-e6eb792a7480\":{\"initial\":{\"connected\":true,"
            + "\"leader\":true,\"model\":\"standalone\",\"name\":\"Open_vSwitch\",\"schema\":\"{}\"}}}},\"error\":null}",
        "{\"id\":4,\"result\":{\"name\":\"Open_vSwitch\",\"version\":\"8.3.1\",\"tables\":{\"Port\":{\"columns\":{\"name\":"
            + "{\"type\":\"string\",\"mutable\":false},\"tag\":{\"type\":{\"min\":0,\"key\":{\"minInteger\":0,"
            + "\"maxInteger\":4095,\"type\":\"integer\"}}},\"external_ids\":{\"type\":{\"min\":0,\"max\":\"unlimited\","
            + "\"key\":\"string\",\"value\":\"string\"}}},\"indexes\":[[\"name\"]]}}},\"error\":null}",
        "{\"id\":5,\"result\":[false,\"00000000-0000-0000-0000-000000000007\",{\"Port\":{"
            + "\"e250366e-f1c3-4934-9118-f56f5841f6b0\":{\"initial\":{\"name\":\"p1\",\"tag\":5}}}}],\"error\":null}",
        "{\"id\":null,\"method\":\"update3\",\"params\":[\"weft-1\",\"00000000-0000-0000-0000-000000000008\",{\"Port\":{"
            + "\"e250366e-f1c3-4934-9118-f56f5841f6b0\":{\"modify\":{\"tag\":[\"set\",[]],"
            + "\"external_ids\":[\"map\",[[\"a\",\"b\"]]]}},"
            + "\"e250366e-f1c3-4934-9118-f56f5841f6b1\":{\"insert\":{\"name\":\"p2\"}}}}]}",
        "{\"id\":6,\"result\":[{},{\"uuid\":[\"uuid\",\"e250366e-f1c3-4934-9118-f56f5841f6b1\"]},{\"count\":1},"
            + "{\"rows\":[{\"tag\":5}]}],\"error\":null}",
        "{\"id\":7,\"result\":{\"locked\":false},\"error\":null}",
        "{\"id\":null,\"method\":\"locked\",\"params\":[\"l\"]}",
        "{\"id\":8,\"result\":[\"Open_vSwitch\",\"_Server\"],\"error\":null}",
        "{\"id\":9,\"result\":{},\"error\":null}",
        "{\"id\":\"echo\",\"method\":\"echo\",\"params\":[]}",
        "{\"id\":10,\"result\":[{\"error\":\"not owner\",\"details\":\"Asserted lock l not held.\"}],\"error\":null}",
        "{\"id\":null,\"method\":\"stolen\",\"params\":[\"l\"]}",
        "{\"id\":null,\"method\":\"monitor_canceled\",\"params\":[\"weft-1\"]}",
    ]

    /// Where the client's own requests are made: when the monitor stands.
    private static let live = 5

    /// Plays the session with one message spoiled, and answers what the client made of it until it was closed.
    static func play(spoiling position: Int, as bytes: [UInt8]) -> [OVSDBClient.Event] {
        var configuration = OVSDBClient.Configuration(monitored: [.init("Port")])
        configuration.server = ServerRequirement(role: .leader)
        let talk = Transcript(configuration: configuration)
        var events: [OVSDBClient.Event] = []
        for (number, message) in messages.enumerated() {
            if number == live { ask(talk) }
            events += talk.receive(bytes: number == position ? bytes : Array(message.utf8))
        }
        return events + talk.tick(at: .at(1)) + talk.close(OVSDBError(.connectionClosed)) + talk.tick(at: .at(2))
    }

    private static func ask(_ talk: Transcript) {
        var transaction = Transaction()
        for _ in 0..<4 { transaction.comment("c") }
        talk.transact(transaction, id: 1)
        talk.lock("l")
        talk.ask(.databases, id: 2)
        talk.setFilters(["Port": .any([.equal("name", "p1")])])
        var guarded = Transaction()
        guarded.assertLock("l")
        talk.transact(guarded, id: 3)
    }
}
