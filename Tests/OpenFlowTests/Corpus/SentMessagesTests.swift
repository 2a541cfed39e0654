import NetworkTypes
import TestSupport
import Testing

@testable import OpenFlow

/// Every message that a controller may send, sent to a real ovs-vswitchd on the dummy datapath.
@Suite(
    "Messages sent to Open vSwitch", .enabled(if: VirtualSwitch.isPossible, "\(VirtualSwitch.absence)"),
    .timeLimit(.minutes(3)))
struct SentMessagesTests {
    @Test("Each is taken and answered, or refused as expected", arguments: OpenFlowVersion.allCases)
    func each(version: OpenFlowVersion) throws {
        let realSwitch = try Self.realSwitch()
        let sending = SentMessages(socketPath: realSwitch.socketPath, version: version)
        var sent: Set<MessageKind> = []
        var refused = 0
        for message in MessageSamples.all(version) {
            let kind = MessageKind(message)
            let expected: MessageKind
            switch kind.part {
            case .ofSwitch: continue
            case .order: expected = .barrierReply
            case .question(let answer): expected = answer
            }
            sent.insert(kind)
            let refusal = ExpectedAnswers.refusal(ofSent: message, version: version)
            switch try sending.answer(to: message) {
            case .success(let answer):
                #expect(refusal == nil, "\(kind) was to be refused: \(message)")
                #expect(MessageKind(answer) == expected, "\(message)")
                if case .multipartReply(let whole) = answer, case .tableFeatures(let tables) = whole.body {
                    #expect(tables.count == 254)
                }
            case .failure(.refused(let error)):
                refused += 1
                #expect(error.name == refusal?.error, "\(kind): \(message)")
            case .failure(let failure): Issue.record("\(message): \(failure)")
            }
        }
        for kind in MessageKind.allCases where kind.versions.contains(version) && kind.part != .ofSwitch {
            #expect(sent.contains(kind), "\(kind) was not sent")
        }
        print("\(version): \(sent.count) kinds of messages sent to Open vSwitch, \(refused) refused as expected")
        _ = realSwitch
    }

    /// With a port 3, of which the samples speak.
    static func realSwitch() throws -> VirtualSwitch {
        var shape = VirtualSwitch.Shape()
        shape.ports = 3
        return try VirtualSwitch(shape)
    }
}
