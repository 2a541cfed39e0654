import NetworkTypes
import TestSupport
import Testing
import Wire

@testable import OpenFlow

/// Bad input: every truncation and every changed byte of the conformance vectors and of the generated messages.
@Suite("Damaged messages")
struct DamageTests {
    /// Messages that are right, by where they come from.
    struct Source: Sendable, CustomTestStringConvertible {
        let testDescription: String
        let messages: @Sendable () throws -> [[UInt8]]
    }

    static let sources: [Source] =
        OpenFlowVersion.allCases.map { version in
            Source(testDescription: "corpus of \(version)") {
                MessageSamples.all(version).map { $0.encoded(version: version, xid: 7) }
                    + ActionKind.allCases.compactMap { ActionCorpusTests.samples($0, count: 1).first }.map {
                        let flow = Flow(table: 0, priority: 1, cookie: 0, match: Match(), actions: [$0])
                        return Message.flowModification(FlowModification(.add, flow)).encoded(version: version, xid: 7)
                    }
                    + InstructionKind.allCases.flatMap { $0.samples(version) }.map {
                        let flow = Flow(table: 0, priority: 1, cookie: 0, match: Match(), instructions: $0)
                        return Message.flowModification(FlowModification(.add, flow)).encoded(version: version, xid: 7)
                    }
            }
        }
        + (Vectors.arePresent ? ["of13", "of14", "of15"] : []).map { file in
            Source(testDescription: "vectors \(file)") { try Vectors.rows(file).map(\.bytes) }
        }
        + (Vectors.arePresent ? ["fragments"] : []).map { file in
            Source(testDescription: "vectors \(file)") { try Vectors.rows(file).compactMap(\.flowModification) }
        }

    @Test(
        "A message cut anywhere is an error with its place, or another message that is read again", arguments: sources)
    func cut(source: Source) throws {
        var outcomes = Outcomes()
        for message in try source.messages() {
            for length in 0..<message.count where isMet(length, of: message) {
                var bytes = Array(message.prefix(length))
                outcomes.examine(bytes)
                guard length >= 8 else { continue }
                bytes[2] = UInt8(length >> 8)
                bytes[3] = UInt8(length & 0xff)
                outcomes.examine(bytes)
            }
        }
        #expect(outcomes.errors > 0 && outcomes.messages > 0)
        print("\(source.testDescription), cut: \(outcomes.errors) errors, \(outcomes.messages) other messages")
    }

    @Test(
        "A message with any byte changed is an error with its place, or a message that is read again",
        arguments: sources)
    func changed(source: Source) throws {
        var outcomes = Outcomes()
        var random = SeededGenerator(seed: 1)
        // All 255 other values where that is little; elsewhere single bits, ends, and some by chance.
        let exhaustive = Seeds.isNightly ? 256 : 24
        for message in try source.messages() {
            for place in message.indices where isMet(place, of: message) {
                let changes: [UInt8] =
                    message.count <= exhaustive
                    ? Array(1...255) : [0x01, 0x80, 0xff, UInt8.random(in: 1...255, using: &random)]
                for change in changes {
                    var bytes = message
                    bytes[place] ^= change
                    outcomes.examine(bytes)
                }
            }
        }
        #expect(outcomes.errors > 0 && outcomes.messages > 0)
        print("\(source.testDescription), changed: \(outcomes.errors) errors, \(outcomes.messages) other messages")
    }

    /// Large messages are of many alike parts: a prime step still meets every place in one.
    private func isMet(_ place: Int, of message: [UInt8]) -> Bool { message.count <= 1000 || place % 37 == 0 }

    /// What became of damaged messages.
    private struct Outcomes {
        var errors = 0
        var messages = 0

        mutating func examine(_ bytes: [UInt8]) {
            do throws(WireError) {
                let (header, message) = try Message.decode(bytes)
                messages += 1
                guard let version = OpenFlowVersion(rawValue: header.version) else {
                    Issue.record("version \(header.version) was read: \(hexText(bytes))")
                    return
                }
                let again = message.encoded(version: version, xid: header.xid)
                guard let second = try? Message.decode(again).message, second == message else {
                    Issue.record("\(hexText(bytes)) is read as \(message), written as \(hexText(again))")
                    return
                }
            } catch {
                errors += 1
                let isInside = (0...bytes.count).contains(error.offset)
                if !isInside { Issue.record("\(error) is outside of \(hexText(bytes))") }
            }
        }
    }
}

/// What a switch may describe so that it fits its own message, but not ours.
@Suite("Descriptions that do not fit")
struct UnfittingDescriptionTests {
    @Test("A match that grows beyond a message keeps its known fields")
    func match() throws {
        // In 1.3 registers have eight bytes each; alone in their pairs they have twenty in 1.5.
        var fields: [UInt8] = []
        for register in stride(from: 0, to: 16, by: 2) { fields += [0, 1, UInt8(register << 1), 4, 0, 0, 0, 1] }
        while fields.count < 65_456 { fields += [0, 0x77, 2, 4, 1, 2, 3, 4] }
        let length = UInt16(4 + fields.count)
        let match: [UInt8] = [0, 1, UInt8(length >> 8), UInt8(length & 0xff)] + fields
        let padded = match + [UInt8](repeating: 0, count: (8 - match.count % 8) % 8)
        let entry = UInt16(48 + padded.count)
        let head: [UInt8] = [UInt8(entry >> 8), UInt8(entry & 0xff)] + [UInt8](repeating: 0, count: 46)
        let whole = 16 + Int(entry)
        let bytes: [UInt8] =
            [4, 19, UInt8(whole >> 8), UInt8(whole & 0xff), 0, 0, 0, 1, 0, 1, 0, 0, 0, 0, 0, 0] + head + padded
        guard case .multipartReply(let reply) = try Message.decode(bytes).message, case .flows(let found) = reply.body
        else {
            Issue.record("no flows")
            return
        }
        let ordinary = Flow(table: 1, priority: 1, cookie: 1, match: Match(), actions: [.output(.local)])
        let block = FlowBlock(readBack: found.map(\.flow) + [ordinary])
        let flows = block.entries.map { $0.decoded() }
        #expect(flows.map(\.match.fields.count) == [8, 0])
        #expect(flows.last == ordinary)
    }
}
