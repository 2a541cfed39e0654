import JSON
import NetworkTypes
import OVSDB
import Testing

@Suite("Client: locks") struct ClientLockTests {
    private func notification(_ method: String) -> JSONValue {
        ["method": .string(method), "params": ["l"], "id": nil]
    }

    private func live() throws -> Transcript {
        let talk = Transcript()
        try talk.becomeLive()
        return talk
    }

    @Test("A lock that is free is ours at once, can be stolen, comes back, and is given back")
    func life() throws {
        let talk = try live()
        talk.lock("l")
        let request = try talk.onlySent()
        #expect(request["method"] == "lock")
        #expect(request["params"] == ["l"])
        #expect(!talk.holdsLock("l"))
        #expect(talk.reply(to: request, ["locked": true]) == [.lock("l", .acquired)])
        #expect(talk.holdsLock("l"))
        talk.lock("l")
        #expect(try talk.sent().isEmpty)
        #expect(talk.receive(notification("stolen")) == [.lock("l", .stolen)])
        #expect(!talk.holdsLock("l"))
        #expect(talk.receive(notification("locked")) == [.lock("l", .acquired)])
        talk.unlock("l")
        #expect(!talk.holdsLock("l"))
        let release = try talk.onlySent()
        #expect(release["method"] == "unlock")
        #expect(talk.reply(to: release, [:]) == [.lock("l", .released)])
        talk.unlock("l")
        #expect(try talk.sent().isEmpty)
    }

    @Test("Whoever waits and steals leaves the queue first")
    func steal() throws {
        let talk = try live()
        talk.lock("l")
        #expect(talk.reply(to: try talk.onlySent(), ["locked": false]) == [.lock("l", .waiting)])
        talk.lock("l", steal: true)
        let requests = try talk.sent()
        #expect(requests.map { $0["method"] } == ["unlock", "steal"])
        #expect(talk.reply(to: requests[0], [:]).isEmpty)
        #expect(talk.reply(to: requests[1], ["locked": true]) == [.lock("l", .acquired)])
    }

    @Test("Notifications that crossed with a request of ours mean nothing")
    func crossing() throws {
        let talk = try live()
        talk.lock("l")
        #expect(talk.reply(to: try talk.onlySent(), ["locked": false]) == [.lock("l", .waiting)])
        talk.unlock("l")
        talk.lock("l")
        let requests = try talk.sent()
        #expect(requests.count == 2)
        // Sent before the server read either request.
        #expect(talk.receive(notification("locked")).isEmpty)
        #expect(talk.receive(notification("stolen")).isEmpty)
        #expect(talk.reply(to: requests[0], [:]).isEmpty)
        #expect(talk.reply(to: requests[1], ["locked": false]) == [.lock("l", .waiting)])
        #expect(talk.receive(notification("locked")) == [.lock("l", .acquired)])
    }

    @Test("A refusal is told, an answer without sense ends the session")
    func refusals() throws {
        let talk = try live()
        talk.lock("l")
        let events = talk.fail(try talk.onlySent(), ["error": "syntax error", "details": "no"])
        #expect(events == [.lock("l", .refused(OVSDBError(.syntaxError, "no")))])
        talk.lock("l")
        #expect(talk.reply(to: try talk.onlySent(), ["locked": 1]).map(\.closingCode) == [.malformedMessage])
        #expect(!talk.holdsLock("l"))
    }

    @Test("A lock nobody answers about ends the session, and with it all locks end")
    func deadline() throws {
        var configuration = OVSDBClient.Configuration(monitored: Transcript.tables)
        configuration.probeInterval = .zero
        let talk = Transcript(configuration: configuration)
        try talk.becomeLive()
        talk.lock("held")
        _ = talk.reply(to: try talk.onlySent(), ["locked": true])
        talk.lock("l")
        talk.transact(Transaction(), id: 1)
        // What expires at the same time is told before the end.
        let events = talk.tick(at: .at(10))
        #expect(events.map(\.failureCode) == [.deadlineExceeded, nil])
        #expect(events.last?.closingCode == .deadlineExceeded)
        #expect(!talk.holdsLock("held"))
        talk.lock("l")
        talk.unlock("held")
        #expect(try talk.sent().isEmpty)
    }
}
