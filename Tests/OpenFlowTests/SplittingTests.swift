import NetworkTypes
import TestSupport
import Testing

@testable import OpenFlow

/// Answers and questions that are too long for a message.
@Suite("Splitting into parts")
struct SplittingTests {
    /// As it is after having been on the wire once, so many times over.
    private static func long(
        _ body: MultipartReply.Body, _ version: OpenFlowVersion, bytes: Int
    ) throws -> MultipartReply.Body? {
        let message = Message.multipartReply(MultipartReply(body)).encoded(version: version, xid: 1)
        guard case .multipartReply(let read) = try Message.decode(message).message else { return nil }
        return MultipartReply.Body(joining: Array(repeating: read.body, count: bytes / (message.count - 16) + 1))
    }

    @Test(
        "A long answer of every kind with entries is split, and joined again is the same",
        arguments: OpenFlowVersion.allCases)
    func replies(version: OpenFlowVersion) throws {
        var kinds: Set<MessageKind> = []
        for body in MessageSamples.replies(version) {
            let kind = MessageKind(.multipartReply(MultipartReply(body)))
            guard kind.versions.contains(version), body != .flows([]), body != .portDescriptions([]),
                let whole = try Self.long(body, version, bytes: 200_000)
            else { continue }
            let parts = MultipartReply(whole).parts(version: version)
            switch body {
            case .experimenter, .unknown:
                #expect(parts == [MultipartReply(whole)], "\(kind): nobody knows where its entries end")
                continue
            default: kinds.insert(kind)
            }
            #expect(parts.map(\.hasMore) == parts.dropLast().map { _ in true } + [false], "\(kind)")
            let messages = parts.map { Message.multipartReply($0).encoded(version: version, xid: 1) }
            #expect(messages.count >= 3, "\(kind)")
            for (part, next) in zip(messages, messages.dropFirst()) {
                #expect(part.count + next.count > Message.maximumBytes, "\(kind): a part is filled before the next")
            }
            let read = try messages.map { try Message.decode($0).message }.compactMap {
                if case .multipartReply(let part) = $0 { part.body } else { nil }
            }
            #expect(MultipartReply.Body(joining: read) == whole, "\(kind)")
        }
        #expect(kinds.count == (version == .v1_3 ? 13 : version == .v1_4 ? 15 : 17), "\(kinds)")
    }

    @Test("What fits is one part; a part that has more to follow says so in its last one")
    func single() {
        let table = TableFeatures(table: 1, name: "one")
        for hasMore in [false, true] {
            for count in [0, 1, 1023] {
                let reply = MultipartReply(.tableFeatures(Array(repeating: table, count: count)), hasMore: hasMore)
                #expect(reply.parts(version: .v1_5) == [reply])
            }
            // 16 bytes and 1,023 entries of 64 are 65,488; one more would be 65,552.
            let long = MultipartRequest(.tableFeatures(Array(repeating: table, count: 1024)), hasMore: hasMore)
            let parts = long.parts(version: .v1_5)
            #expect(parts.map(\.hasMore) == [true, hasMore])
            #expect(
                parts.map(\.body) == [.tableFeatures(Array(repeating: table, count: 1023)), .tableFeatures([table])])
        }
        let description = MultipartRequest(.description)
        #expect(description.parts(version: .v1_5) == [description])
    }

    @Test("With an entry that is too long for a message alone, nothing is split")
    func unfitting() {
        let table = TableFeatures(table: 1, name: "one")
        var long = table
        long.properties = [.tables(.next, [UInt8](repeating: 2, count: 65_500))]
        for tables in [[long], [table, long, table]] {
            #expect(
                MultipartRequest(.tableFeatures(tables)).parts(version: .v1_5)
                    == [MultipartRequest(.tableFeatures(tables))])
            #expect(
                MultipartReply(.tableFeatures(tables)).parts(version: .v1_5) == [MultipartReply(.tableFeatures(tables))]
            )
        }
    }

    @Test("Monitors are split too", arguments: OpenFlowVersion.allCases)
    func monitors(version: OpenFlowVersion) throws {
        let monitors = (0..<4000).map { FlowMonitor.changes(id: UInt32($0)) }
        var found: [FlowMonitor] = []
        for part in MultipartRequest(.flowMonitors(monitors)).parts(version: version) {
            let bytes = Message.multipartRequest(part).encoded(version: version, xid: 1)
            guard case .multipartRequest(let read) = try Message.decode(bytes).message,
                case .flowMonitors(let some) = read.body
            else {
                Issue.record("\(part.body)")
                return
            }
            found += some
        }
        #expect(found == monitors)
    }

    private static func tables(_ version: OpenFlowVersion) -> [TableFeatures] {
        (0..<254).map { number in
            var table = MessageSamples.tableFeatures(version)
            table.table = UInt8(number)
            table.properties += [.tables(.nextMiss, (0..<200).map { UInt8($0) })]
            return table
        }
    }

    @Test(
        "The features of 254 tables are asked for in messages with one xid, and the answer in parts is one",
        arguments: OpenFlowVersion.allCases)
    func connection(version: OpenFlowVersion) throws {
        let tables = Self.tables(version)
        var peer = try ScriptedSwitch.ready(version)
        peer.request(.multipartRequest(MultipartRequest(.tableFeatures(tables))), id: 1)
        let sent = try peer.sent()
        #expect(sent.count > 1)
        let xid = try #require(sent.first?.xid)
        var asked: [TableFeatures] = []
        for (index, each) in sent.enumerated() {
            guard case .multipartRequest(let part) = each.message, case .tableFeatures(let some) = part.body else {
                Issue.record("\(each.message)")
                return
            }
            #expect(each.xid == xid)
            #expect(part.hasMore == (index < sent.count - 1))
            asked += some
        }
        #expect(asked == tables)
        var events: [OpenFlowConnection.Event] = []
        for part in MultipartReply(.tableFeatures(tables)).parts(version: version) {
            #expect(events.isEmpty)
            events += peer.answer(.multipartReply(part), xid: xid)
        }
        guard case .reply(1, .multipartReply(let joined))? = events.first else {
            Issue.record("\(events.summary)")
            return
        }
        #expect(events.count == 1 && joined.body == .tableFeatures(tables) && !joined.hasMore)
    }

    @Test(
        "Table features of the conformance vectors, many times over, are split without a byte changed",
        .enabled(if: Vectors.arePresent, "\(Vectors.absence)"), arguments: ["of13", "of14", "of15"])
    func vectors(file: String) throws {
        var count = 0
        for row in try Vectors.rows(file) {
            guard let (header, message) = try? Message.decode(row.bytes), let body = message.tableFeatures,
                !body.isEmpty, let version = OpenFlowVersion(rawValue: header.version)
            else { continue }
            count += 1
            let copies = max(254 / body.count, 2 * Message.maximumBytes / row.bytes.count) + 1
            let all = (0..<copies).flatMap { _ in body }
            let parts: [Message] =
                if case .multipartRequest = message {
                    MultipartRequest(.tableFeatures(all)).parts(version: version).map { .multipartRequest($0) }
                } else {
                    MultipartReply(.tableFeatures(all)).parts(version: version).map { .multipartReply($0) }
                }
            #expect(parts.count > 1, "\(row.name)")
            let bytes = parts.flatMap { $0.encoded(version: version, xid: 1).dropFirst(16) }
            #expect(bytes == (0..<copies).flatMap { _ in row.bytes.dropFirst(16) }, "\(row.name)")
        }
        #expect(count >= 2)
    }
}

extension Message {
    fileprivate var tableFeatures: [TableFeatures]? {
        switch self {
        case .multipartRequest(let request): if case .tableFeatures(let tables) = request.body { tables } else { nil }
        case .multipartReply(let reply): if case .tableFeatures(let tables) = reply.body { tables } else { nil }
        default: nil
        }
    }
}

/// What Open vSwitch itself says in parts, said to it in parts.
@Suite(
    "Parts on a real switch", .enabled(if: VirtualSwitch.isPossible, "\(VirtualSwitch.absence)"),
    .timeLimit(.minutes(2)))
struct SplittingOnRealSwitchTests {
    @Test(
        "The features of 254 tables are set by one question in parts; without the last part they are refused",
        arguments: OpenFlowVersion.allCases)
    func tableFeatures(version: OpenFlowVersion) throws {
        let realSwitch = try VirtualSwitch()
        let client = try SwitchClient(path: realSwitch.socketPath, version: version)
        _ = try client.awaitReady()
        let question = Message.multipartRequest(MultipartRequest(.tableFeatures([])))
        var tables = try #require(try client.request(question).get().tableFeatures)
        #expect(tables.count == 254)
        // The names are what Open vSwitch lets be changed: one of the first part, and one of the last.
        tables[0].name = "first"
        tables[253].name = "last"
        let request = MultipartRequest(.tableFeatures(tables))
        let parts = request.parts(version: version)
        #expect(parts.count > 1)
        // As in the specification, tables that are not named would be taken away, which Open vSwitch does not do.
        let incomplete = MultipartRequest(parts[0].body)
        guard case .failure(.refused(let error)) = try client.request(.multipartRequest(incomplete)) else {
            Issue.record("\(incomplete)")
            return
        }
        #expect(error.name == "OFPTFFC_EPERM")
        let reply = try client.request(.multipartRequest(request)).get()
        #expect(reply.tableFeatures?.map(\.name) == tables.map(\.name))
        #expect(try client.request(question).get().tableFeatures?.map(\.name) == tables.map(\.name))
        _ = realSwitch
    }
}
