import NetworkTypes
import OpenFlow
import Wire

extension Target {
    private static let messages: [[UInt8]] = OpenFlowVersion.allCases.flatMap { version in
        let messages: [Message] = [
            .hello(Hello(.v1_3 ... .v1_5)), .echoRequest([1, 2, 3, 4]), .barrierReply,
            .featuresReply(Features(datapathID: DatapathID(1), tableCount: 254)),
            .error(OpenFlowError(type: 4, code: 1, data: [1, 2, 3])),
        ]
        return messages.map { $0.encoded(version: version, xid: 1) }
    }

    static let openFlow = Target(
        mutator: Mutator(form: .openFlow), seeds: messages, decode: { _ = try? Message.decode($0) }
    ) { bytes in
        guard let (header, message) = try? Message.decode(bytes),
            let version = OpenFlowVersion(rawValue: header.version)
        else { return }
        if case .multipartReply(let part) = message {
            switch part.body {
            case .flows(let flows):
                for entry in FlowBlock(readBack: flows.map(\.flow)).entries { _ = entry.decoded().text() }
            case .groupDescriptions(let groups):
                for entry in GroupBlock(readBack: groups).entries { _ = entry.decoded().description }
            default: break
            }
        }
        // What a message says outlives being written again, if another spelling does not make it too long.
        guard let again = try? message.encodedIfSendable(version: version, xid: header.xid) else { return }
        guard let second = try? Message.decode(again).message, second == message else {
            fatalError("what was read as \(message) is not read again as that")
        }
    }

    /// A switch that gets through its handshake, is asked for its flows, and then says this.
    static let openFlowSession = Target(mutator: Mutator(form: .openFlow), seeds: messages) { bytes in
        let version: OpenFlowVersion = bytes.first.flatMap { OpenFlowVersion(rawValue: $0) } ?? .v1_5
        let now = MonotonicTime(seconds: 1000)
        var connection = OpenFlowConnection(now: now)
        _ = connection.receive(Message.hello(Hello(version...version)).encoded(version: version, xid: 1), now: now)
        let features = Features(datapathID: DatapathID(1), tableCount: 254)
        _ = connection.receive(Message.featuresReply(features).encoded(version: version, xid: 2), now: now)
        connection.readFlows(id: 1, now: now)
        connection.readGroups(id: 2, now: now)
        // Alone, as the answer to each of the requests, and in pieces with another behind it.
        _ = connection.receive(bytes, now: now)
        for xid: UInt8 in 3...5 where bytes.count >= 8 {
            var answer = bytes
            answer.replaceSubrange(4..<8, with: [0, 0, 0, xid])
            _ = connection.receive(Array(answer.prefix(5)), now: now)
            _ = connection.receive(Array(answer.dropFirst(5)), now: now)
        }
        _ = connection.tick(now: now + .seconds(600))
        _ = connection.takeOutput()
    }
}
