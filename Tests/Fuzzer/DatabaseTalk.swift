import JSON
import NetworkTypes
import OVSDB

/// An OVSDB session that is directed by lines: each says what the owner does, what the time does, or what the peer says.
///
/// | line | |
/// | --- | --- |
/// | `f5` `l0` `s0` `u0` `t2` `c0` `q1` | filters, lock, steal, unlock, transaction, cancel, query: the byte behind says which |
/// | `y` `x` `r` | resynchronise, close, go on with another connection |
/// | `a3` `d` | the time goes on by 2³ × 100 ms, or to the next deadline |
/// | `n` | the peer stops to read, or begins again |
/// | `o0` `e0` | the peer answers, or refuses, the oldest request, or another |
/// | `U0` `S0` `L0` `T0` `K` | it tells of a row, of itself, of a lock that is ours or stolen, of the monitor's end |
/// | `E3` | it asks for an echo of 2³ × 16 bytes |
/// | others | these bytes; `@` is the oldest request's id, `~` the newest's, `#` the monitor's name |
struct DatabaseTalk: ~Copyable {
    private static let maximumRequests = 8
    private static let maximumOutput = 8192
    private static let names = ["a", "b"]
    private static let index = RowIndex("Bridge", columns: "name")

    private var configuration: OVSDBClient.Configuration
    private var client: OVSDBClient
    private var peer = DatabasePeer()
    private var ledger: DatabaseLedger
    private var now = MonotonicTime(seconds: 1000)
    private var replica: Replica?
    private var isReading = true
    /// What the owner may have sent without being held back.
    private var freeCalls = 0

    /// - Parameter variant: bits of what is configured.
    init(variant: UInt8) {
        configuration = OVSDBClient.Configuration(monitored: [
            .init("Bridge", columns: variant & 4 == 0 ? nil : ["name", "external_ids", "flood"]),
            .init("Port", rows: variant & 4 == 0 ? .all : .none),
        ])
        if variant & 1 != 0 { configuration.server = ServerRequirement(role: variant & 2 != 0 ? .leader : .any) }
        configuration.maximumMessageBytes = 1 << 16
        configuration.maximumPendingRequests = Self.maximumRequests
        configuration.maximumQueuedBytes = Self.maximumOutput
        client = OVSDBClient(configuration: configuration)
        ledger = DatabaseLedger(requirement: configuration.server, canResume: false)
        client.start(now: now)
        settle([])
    }

    mutating func step(_ line: ArraySlice<UInt8>) {
        guard let first = line.first else { return }
        let argument = Int(line.dropFirst().first ?? 0x30) - 0x30
        let number = argument & 0x3f
        if actLocally(UnicodeScalar(first), number) { return settle([]) }
        switch UnicodeScalar(first) {
        case "a": advance(to: now + .milliseconds(100 << (number & 7)))
        case "d": advance(to: max(now, client.nextDeadline ?? now))
        case "n":
            isReading.toggle()
            settle([])
        case "o": hear(peer.answer(number))
        case "e": hear(peer.refusal(number))
        case "U": hear(peer.update(number))
        case "S":
            let change = DatabaseSamples.changes[number % DatabaseSamples.changes.count]
            hear([
                "id": nil, "method": "update2", "params": ["weft-server", DatabaseSamples.account("modify", change)],
            ])
        case "E":
            let text = String(repeating: "x", count: 16 << (number & 7))
            hear(["id": "e", "method": "echo", "params": [.string(text)]])
        case "L": hear(["id": nil, "method": "locked", "params": [.string(Self.names[number & 1])]])
        case "T": hear(["id": nil, "method": "stolen", "params": [.string(Self.names[number & 1])]])
        case "K": hear(["id": nil, "method": "monitor_canceled", "params": [peer.monitor.name]])
        default: hear(filledIn(line))
        }
    }

    /// Ends the session; everything that was asked has to have an end then.
    mutating func finish() {
        settle(client.close(OVSDBError(.connectionClosed, "the input is at its end")))
        settle(client.tick(now: now))
        guard ledger.isClosed, ledger.open.isEmpty else { fatalError("\(ledger.open.keys) were never answered") }
    }

    private mutating func actLocally(_ what: UnicodeScalar, _ number: Int) -> Bool {
        let name = Self.names[number & 1]
        switch what {
        case "f":
            ledger.changesFilters()
            client.setFilters(Self.filters(number), now: now)
        case "l": client.lock(name, now: now)
        case "s":
            if !client.holdsLock(name) { ledger.givesBack(name) }
            client.lock(name, steal: true, now: now)
        case "u":
            ledger.givesBack(name)
            client.unlock(name, now: now)
        case "t": client.transact(Self.transaction(number), id: ledger.asks(isQuery: false), now: now)
        case "q": client.ask(Self.query(number), id: ledger.asks(isQuery: true), now: now)
        case "c":
            let transactions = ledger.open.filter { !$0.value }.keys.sorted()
            if !transactions.isEmpty { client.cancel(transaction: transactions[number % transactions.count], now: now) }
        case "y":
            replica?.markStale()
            ledger.isInterrupted()
            client.resynchronise(now: now)
        case "x": settle(client.close(OVSDBError(.connectionClosed, "as the input says")))
        case "r": reconnect()
        default: return false
        }
        freeCalls += 1
        return true
    }

    private mutating func reconnect() {
        finish()
        let resumption = client.resumption
        client = OVSDBClient(configuration: configuration, resumption: resumption)
        ledger = DatabaseLedger(requirement: configuration.server, canResume: resumption != nil && replica != nil)
        (peer, isReading, freeCalls) = (DatabasePeer(), true, 0)
        client.start(now: now)
    }

    private mutating func advance(to time: MonotonicTime) {
        now = time
        settle(client.tick(now: now))
    }

    private mutating func hear(_ message: JSONValue?) {
        if let message { hear(message.serializedBytes()) }
    }

    private mutating func hear(_ bytes: [UInt8]) {
        peer.say(bytes)
        settle(client.receive(bytes, now: now))
    }

    private func filledIn(_ line: ArraySlice<UInt8>) -> [UInt8] {
        guard case .string(let name) = peer.monitor.name else { return Array(line) }
        return line.flatMap { byte in
            switch byte {
            case UInt8(ascii: "@"): Array("\(peer.unanswered.first?.id ?? 0)".utf8)
            case UInt8(ascii: "~"): Array("\(peer.unanswered.last?.id ?? 0)".utf8)
            case UInt8(ascii: "#"): Array(name.utf8)
            default: [byte]
            }
        }
    }
}

extension DatabaseTalk {
    /// Does with events what an owner does, and looks whether all is as it has to be.
    private mutating func settle(_ events: [OVSDBClient.Event]) {
        let wasLive = ledger.isLive
        for event in events {
            ledger.note(event)
            follow(event)
        }
        ledger.checkServer()
        check(wasLive: wasLive)
        guard isReading else { return }
        peer.read(client.takeOutput())
    }

    private mutating func follow(_ event: OVSDBClient.Event) {
        switch event {
        case .ready(_, let found):
            guard let schema = client.schema else { fatalError("a monitor without a schema") }
            if !found { replica = Replica(schema: schema, limits: .init(maximumRows: 16), indexes: [Self.index]) }
        case .updates(let updates, _):
            guard (try? replica?.apply(updates)) == nil, !client.isClosed else { return }
            ledger.isInterrupted()
            client.resynchronise(now: now)
        case .interrupted, .closed: replica?.markStale()
        default: break
        }
    }

    private func check(wasLive: Bool) {
        if client.isClosed != ledger.isClosed { fatalError("an end that is not told") }
        if client.isLive != ledger.isLive { fatalError("a monitor's end that is not told") }
        if let replica, replica.state == .live {
            if !client.isLive { fatalError("a replica that is not kept up counts as live") }
            check(replica)
        }
        for name in Self.names where client.holdsLock(name) != ledger.held.contains(name) {
            fatalError("the lock \(name) is held: \(client.holdsLock(name)); told was otherwise")
        }
        let footprint = client.footprint
        if footprint.requests > 2 * (Self.maximumRequests + freeCalls) + 8
            || footprint.outputBytes > Self.maximumOutput + 1024 + 512 * freeCalls || footprint.inputBytes > 1 << 17
        {
            fatalError("the session grows: \(footprint)")
        }
        guard client.isClosed else {
            if footprint.requests > 0, client.nextDeadline == nil { fatalError("requests without a deadline") }
            return
        }
        if footprint.requests + footprint.outputBytes + footprint.inputBytes > 0 {
            fatalError("a session after its end")
        }
        if wasLive, peer.filterChange != nil, client.resumption != nil {
            fatalError("nobody knows which rows the replica has, and it is resumed")
        }
    }

    /// Each row has all columns, with values of their types, and stands in the index.
    private func check(_ replica: Replica) {
        for (name, table) in replica.schema.tables {
            for row in replica.rows(in: name) {
                for (column, value) in row.columns {
                    guard let type = table.columns[column]?.type, (try? Datum(json: value.json, type: type)) == value
                    else {
                        fatalError("\(name).\(column) is \(value)")
                    }
                }
                guard row.columns.count == table.columns.count else { fatalError("\(name) lacks columns") }
                if name == "Bridge", !replica.rows(Self.index, [row["name"]]).contains(row) {
                    fatalError("a row is not in the index")
                }
            }
        }
    }

    private static func filters(_ number: Int) -> [String: RowFilter] {
        let filter: RowFilter =
            switch number & 3 {
            case 0: .all
            case 1: .none
            case 2: .any([.equal("name", "br1")])
            default: .any([.equal("name", "br1"), .equal("name", "br2")])
            }
        return [number & 4 == 0 ? "Bridge" : "Port": filter]
    }

    private static func transaction(_ number: Int) -> Transaction {
        var transaction = Transaction()
        switch number & 3 {
        case 0: break
        case 1: _ = transaction.insert("Port", ["name": "p"])
        case 2:
            transaction.assertLock("a")
            _ = transaction.increment("Bridge", .zero, "flood")
        default: transaction.comment(String(repeating: "x", count: 3000))
        }
        return transaction
    }

    private static func query(_ number: Int) -> OVSDBClient.Query {
        switch number & 3 {
        case 0: .databases
        case 1: .serverID
        case 2: .schema(database: "Open_vSwitch")
        default: .convert(DatabaseSamples.schema)
        }
    }
}
