import Testing

@testable import OpenFlow

/// Errors as ovs-ofctl prints them: their names, and the messages that they are about.
@Suite("Text of errors", .enabled(if: ReferencePrinter.isPresent, "\(ReferencePrinter.absence)"))
struct ErrorTextTests {
    /// How many errors Open vSwitch 3.1 has in a version, by its `ofp-errors.h`.
    static let known: [OpenFlowVersion: Int] = [.v1_3: 171, .v1_4: 180, .v1_5: 196]

    @Test("Every error that Open vSwitch knows has its name", arguments: OpenFlowVersion.allCases)
    func names(version: OpenFlowVersion) throws {
        var errors: [OpenFlowError] = []
        for type: UInt16 in 0..<24 {
            for code: UInt16 in 0..<32 { errors.append(OpenFlowError(type: type, code: code)) }
        }
        errors += (0..<100).map { OpenFlowError(type: 0xffff, code: $0, experimenter: Experimenter.nicira) }
        errors += (2000..<4600).map { OpenFlowError(type: 0xffff, code: $0, experimenter: Experimenter.onf) }
        let refused = Message.barrierRequest.encoded(version: version, xid: 9)
        for index in errors.indices { errors[index].data = refused }
        let agreeing = try agreeing(errors, version)
        #expect(agreeing == Self.known[version])
    }

    @Test("What an error is about is printed, whole or cut", arguments: OpenFlowVersion.allCases)
    func data(version: OpenFlowVersion) throws {
        let words = ["", "no", "a\\b\"c\n\u{7f} end", "12345678", "\u{4}\u{14}\u{0}\u{8}12345"].map { Array($0.utf8) }
        var errors: [OpenFlowError] = []
        for data in words {
            for (type, code): (UInt16, UInt16) in [(0, 0), (0, 1), (1, 1)] {
                errors.append(OpenFlowError(type: type, code: code, data: data))
            }
        }
        var nested = OpenFlowError(type: 1, code: 1, data: words[1])
        for _ in 0..<5 {
            nested = OpenFlowError(
                type: 1, code: 6, data: Message.error(nested).encoded(version: version, xid: 9))
            errors.append(nested)
        }
        for message in MessageSamples.all(version) {
            let bytes = message.encoded(version: version, xid: 9)
            for length in Set([8, 12, 15, 16, 20, 24, 64, bytes.count]) where length <= bytes.count {
                errors.append(OpenFlowError(type: 5, code: 4, data: Array(bytes.prefix(length))))
            }
        }
        let agreeing = try agreeing(errors, version)
        #expect(agreeing > 400)
    }

    /// How many of the errors ovs-ofctl reads; it prints those as this library does.
    private func agreeing(_ errors: [OpenFlowError], _ version: OpenFlowVersion) throws -> Int {
        let messages = errors.map { Message.error($0) }
        let printed = try ReferencePrinter.printed(
            messages.map { $0.encoded(version: version, xid: 7) }, version: version)
        #expect(printed.count == messages.count)
        var count = 0
        for (message, text) in zip(messages, printed) where !text.contains("***decode error") {
            count += 1
            #expect(MessageTextTests.lines(message.text(version: version, xid: 7)) == MessageTextTests.lines(text))
        }
        return count
    }
}
