import OpenFlow
import Testing

/// Answers in parts, of every kind that has entries.
@Suite("Answers in parts")
struct JoiningTests {
    @Test("Two parts of a kind with entries are one answer of the entries of both", arguments: OpenFlowVersion.allCases)
    func joined(version: OpenFlowVersion) throws {
        for body in MessageSamples.replies(version) {
            let message = Message.multipartReply(MultipartReply(body))
            guard MessageKind(message).versions.contains(version) else { continue }
            var peer = try ScriptedSwitch.ready(version)
            peer.request(.multipartRequest(MultipartRequest(.description)), id: 1)
            let xid = try #require(try peer.sent().first?.xid)
            let first = peer.answer(.multipartReply(MultipartReply(body, hasMore: true)), xid: xid)
            #expect(first.isEmpty)
            let last = peer.answer(message, xid: xid)
            switch body {
            case .description, .aggregate, .groupFeatures, .meterFeatures, .bundleFeatures:
                #expect(last.summary.first?.hasPrefix("failed 1 invalidAnswer") == true, "\(MessageKind(message))")
            default:
                guard case .reply(1, .multipartReply(let joined))? = last.first else {
                    Issue.record("\(MessageKind(message)): \(last.summary)")
                    continue
                }
                let single = message.encoded(version: version, xid: 1).count - 16
                let both = Message.multipartReply(joined).encoded(version: version, xid: 1).count - 16
                let head = Self.headBytes(body, version)
                #expect(both - head == 2 * (single - head), "\(MessageKind(message))")
            }
        }
    }

    /// What an experimenter's answer has before its entries.
    private static func headBytes(_ body: MultipartReply.Body, _ version: OpenFlowVersion) -> Int {
        switch body {
        case .ipfixBridge, .ipfixFlows, .experimenter: 8
        case .flowUpdates: version == .v1_3 ? 8 : 0
        default: 0
        }
    }
}
