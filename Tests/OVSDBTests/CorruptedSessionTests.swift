import AttackTable
import JSON
import NetworkTypes
import OVSDB
import Testing

@Suite("Spoiled sessions") struct CorruptedSessionTests {
    @Test("The session as it was recorded is understood")
    func intact() throws {
        let last = RecordedSession.messages.count - 1
        let events = RecordedSession.play(spoiling: last, as: Array(RecordedSession.messages[last].utf8))
        let uuid = try #require(OVSDBUUID("e250366e-f1c3-4934-9118-f56f5841f6b1"))
        #expect(events.first == .server(DatabaseStatus(name: "Open_vSwitch")))
        #expect(events.contains(.ready(schemaVersion: "8.3.1", found: false)))
        let result = TransactionResult(
            outcomes: [.done, .inserted(uuid), .count(1), .rows([["tag": 5]])])
        #expect(events.contains(.transacted(id: 1, .success(result))))
        #expect(events.contains(.lock("l", .acquired)))
        #expect(events.contains(.answered(id: 2, .success(.databases(["Open_vSwitch", "_Server"])))))
        #expect(events.contains(.filtersApplied))
        #expect(events.contains(.lock("l", .stolen)))
        #expect(events.last?.closingCode == .connectionClosed)
        #expect(events.compactMap(\.failureCode) == [.notOwner])
    }

    @Test(
        "A spoiled message ends the session with a reason, or means something else; what was asked ends once",
        .covers(.c4), arguments: RecordedSession.messages.indices)
    func spoiled(position: Int) {
        let count = Corruption(RecordedSession.messages[position]).visit { bytes in
            let events = RecordedSession.play(spoiling: position, as: bytes)
            let place = "message \(position): \(String(decoding: bytes, as: UTF8.self))"
            #expect(outcomes(events) == [1, 2, 3], "\(place)")
            #expect(events.filter { $0.closingCode != nil }.count == 1, "\(place)")
            #expect(areApplicable(events), "\(place)")
        }
        noteMeasurement("message \(position): \(count) spoiled copies")
        #expect(count > 100)
    }

    private func outcomes(_ events: [OVSDBClient.Event]) -> [UInt64] {
        events.compactMap { event in
            switch event {
            case .transacted(let id, _), .answered(let id, _): id
            default: nil
            }
        }.sorted()
    }

    /// Whether the updates can be given to a replica: it takes or refuses them.
    private func areApplicable(_ events: [OVSDBClient.Event]) -> Bool {
        guard let answer = try? JSONParser.parse(RecordedSession.messages[3])["result"],
            let schema = try? DatabaseSchema(json: answer)
        else { return false }
        var replica = Replica(schema: schema)
        for case .updates(let updates, _) in events {
            do throws(ReplicaError) {
                _ = try replica.apply(updates)
            } catch {
                return replica.state == .stale
            }
        }
        return true
    }

    @Test(
        "Messages that would take all memory end the session at the limit", .covers(.c4),
        arguments: ["{\"a\":", "{\"a\":\"", "{\"id\":1,\"result\":[", "   {", "{\"\\\\\":\"\\\"", "{{{{{{{{"])
    func endless(beginning: String) {
        var configuration = OVSDBClient.Configuration(monitored: Transcript.tables)
        configuration.maximumMessageBytes = 100_000
        let talk = Transcript(configuration: configuration)
        var received = 0
        var events = talk.receive(bytes: Array(beginning.utf8))
        let filler = Array(String(repeating: beginning == "{\"a\":" ? "{\"a\":" : "[[1,2],", count: 1000).utf8)
        while events.isEmpty, received < 1_000_000 {
            events = talk.receive(bytes: filler)
            received += filler.count
        }
        #expect(events.map(\.closingCode) == [.malformedMessage])
        #expect(received <= configuration.maximumMessageBytes + filler.count)
    }

    @Test(
        "Values beyond what a column can hold end the session", .covers(.c4),
        arguments: [
            "1e400", "99999999999999999999", "1.5", "[\"set\",[1,1]]", "[\"set\",[1,2]]", "[\"set\",5]", "[\"set\"]",
            "[\"map\",[[1,2]]]", "[\"uuid\",\"x\"]", "[\"named-uuid\",\"x\"]", "true", "\"5\"", "null", "{}",
            "\"\\ud800\"",
            String(repeating: "[", count: 1000) + String(repeating: "]", count: 1000),
        ])
    func values(text: String) {
        let update = RecordedSession.messages[5].replacing("[\"set\",[]]", with: text)
        let events = RecordedSession.play(spoiling: 5, as: Array(update.utf8))
        #expect(events.compactMap(\.closingCode) == [.malformedMessage])
    }
}
