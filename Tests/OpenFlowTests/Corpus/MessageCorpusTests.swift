import Testing

@testable import OpenFlow

/// Every kind of message in every version that has it.
@Suite("Corpus of messages")
struct MessageCorpusTests {
    @Test("Every kind of message has samples in the versions that have it", arguments: OpenFlowVersion.allCases)
    func complete(version: OpenFlowVersion) {
        let samples = MessageSamples.all(version)
        let kinds = Set(samples.map(MessageKind.init))
        for kind in MessageKind.allCases where kind.versions.contains(version) {
            #expect(kinds.contains(kind), "message \(kind) has no sample in \(version)")
        }
        print("\(version): \(samples.count) messages of \(kinds.count) kinds")
    }

    @Test("What is written is read as the same kind and written again as the same", arguments: OpenFlowVersion.allCases)
    func roundTrip(version: OpenFlowVersion) throws {
        for message in MessageSamples.all(version) {
            let bytes = message.encoded(version: version, xid: 7)
            let found = try Message.decode(bytes).message
            #expect(MessageKind(found) == MessageKind(message), "\(message)")
            #expect(hexText(found.encoded(version: version, xid: 7)) == hexText(bytes), "\(message)")
        }
    }

    @Test(
        "ovs-ofctl reads each without an error, and writes what this library writes",
        .enabled(if: ReferencePrinter.isPresent, "\(ReferencePrinter.absence)"), arguments: OpenFlowVersion.allCases)
    func printed(version: OpenFlowVersion) throws {
        let samples = MessageSamples.all(version)
        let printed = try ReferencePrinter.printed(
            samples.map { $0.encoded(version: version, xid: 7) }, version: version)
        #expect(printed.count == samples.count)
        var unreadable = 0
        for (message, text) in zip(samples, printed) {
            let kind = MessageKind(message)
            let isRefused = text.contains("***decode error")
            let reason = ExpectedAnswers.unreadable(kind, version)
            #expect(isRefused == (reason != nil), "\(kind) in \(version): \(text)")
            if isRefused {
                unreadable += 1
                continue
            }
            let own = message.text(version: version, xid: 7)
            #expect(MessageTextTests.lines(own) == MessageTextTests.lines(text), "\(kind)")
        }
        print("\(version): \(samples.count - unreadable) messages as ovs-ofctl prints them, without \(unreadable)")
    }
}
