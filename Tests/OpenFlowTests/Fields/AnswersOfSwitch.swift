import TestSupport
import Testing

@testable import OpenFlow

/// Holds what the library says of messages against what a real ovs-vswitchd on the dummy datapath answers.
struct AnswersOfSwitch {
    struct Case {
        /// Sent before it, whatever comes of it: what must be there or gone.
        var before: [Message] = []
        let message: Message
        let refusal: Refusal?
    }

    let client: SwitchClient
    private let realSwitch: VirtualSwitch

    init(version: OpenFlowVersion) throws {
        realSwitch = try VirtualSwitch()
        client = try SwitchClient(path: realSwitch.socketPath, version: version)
        _ = try client.awaitReady()
    }

    /// How often which answer came. `listed`: why the switch refuses what the library has nothing against, and with what.
    func compare(
        _ cases: [Case], listed: (Message) -> ExpectedAnswers.Refusal? = { _ in nil }
    ) throws -> [String: Int] {
        let messages = cases.flatMap { $0.before + [$0.message] }
        var errors: [OpenFlowError?] = []
        // Few at a time, so that none waits for an answer longer than a connection lets it.
        for start in stride(from: 0, to: messages.count, by: 100) {
            errors += try client.send(Array(messages[start..<min(start + 100, messages.count)]))
        }
        var counts: [String: Int] = [:]
        var next = 0
        for each in cases {
            next += each.before.count
            let answer = errors[next].map(Self.name)
            next += 1
            let said = each.refusal?.code.name
            if said == nil, let other = listed(each.message) {
                #expect(answer == other.error, "\(each.message): \(other.reason)")
            } else {
                #expect(answer == said, "\(each.message): \(each.refusal?.description ?? "")")
            }
            counts[answer ?? "taken", default: 0] += 1
        }
        return counts
    }

    private static func name(_ error: OpenFlowError) -> String {
        let conjunction = Refusal.Code.badConjunction
        let isConjunction = error.type == conjunction.errorType && error.code == conjunction.errorCode
        return isConjunction && error.experimenter == Experimenter.nicira ? conjunction.name : error.name
    }
}
