import JSON
import NetworkTypes
import OVSDB
import Testing

@Suite("Client: a schema that another host told already") struct KnownSchemaTests {
    private func known() throws -> OVSDBClient.KnownSchema {
        let talk = Transcript()
        #expect(talk.knownSchema == nil)
        try talk.becomeLive()
        return try #require(talk.knownSchema)
    }

    @Test("The same answer leads to the same session")
    func same() throws {
        let first = Transcript()
        try first.becomeLive()
        let second = Transcript(knownSchema: try known())
        #expect(second.schema == nil, "nothing is believed before the host has said so")
        try second.becomeLive()
        #expect(second.schema == first.schema && second.isLive)
        // It goes on, and what it had to ask is answered once.
        #expect(try second.sent().isEmpty)
        #expect(second.tick(at: .at(3600)).isEmpty, "no request waits for an answer any more")
    }

    @Test("Another schema is read, and kept from then on")
    func other() throws {
        let talk = Transcript(knownSchema: try known())
        let request = try talk.onlySent()
        var schema = try #require(Samples.schema.object)
        schema["version"] = "8.4.0"
        #expect(talk.reply(to: request, .object(schema)).isEmpty)
        let monitor = try talk.onlySent()
        let events = talk.reply(to: monitor, [false, .string(Samples.uuid(7).description), [:]])
        #expect(events.first == .ready(schemaVersion: "8.4.0", found: false))
        #expect(talk.schema?.version?.description == "8.4.0")
        let next = Transcript(knownSchema: talk.knownSchema)
        #expect(next.reply(to: try next.onlySent(), .object(schema)).isEmpty)
        #expect(next.schema?.version?.description == "8.4.0")
    }

    @Test("An answer that is no schema ends the session as ever")
    func bad() throws {
        let talk = Transcript(knownSchema: try known())
        let events = talk.reply(to: try talk.onlySent(), ["name": 1])
        #expect(events.compactMap(\.closingCode) == [.malformedMessage])
    }

    @Test("The known answer at another time is an answer to nothing that was asked")
    func late() throws {
        let talk = Transcript(knownSchema: try known())
        let request = try talk.onlySent()
        #expect(talk.reply(to: request, Samples.schema).isEmpty)
        _ = try talk.onlySent()
        // A second time: nobody waits for it any more.
        #expect(talk.reply(to: request, Samples.schema).isEmpty)
        #expect(try talk.sent().isEmpty && !talk.isLive && !talk.isClosed)
    }
}
