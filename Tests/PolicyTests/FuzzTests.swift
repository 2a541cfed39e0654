import Policy
import PolicyFiles
import TestSupport
import Testing

@Suite("Documents from anybody")
struct FuzzTests {
    private static let pieces = [
        "{", "}", "[", "]", ":", ",", "- ", "\n", "\"", "'", "|", ">", "&a", "*a", "!!x", "<<: ", "? ", "---\n", "\t",
        "  ",
        "010", "10.0.0.0/99", "::", "16777215", "99999999999999999999", "tenant: admin\n", "networks:\n", "\u{0}", "é",
        "…",
    ].map { Array($0.utf8) }

    private func mutated(_ bytes: [UInt8], using generator: inout SeededGenerator) -> [UInt8] {
        var bytes = bytes
        for _ in 0..<Int.random(in: 1...6, using: &generator) where !bytes.isEmpty {
            let place = Int.random(in: 0..<bytes.count, using: &generator)
            switch Int.random(in: 0..<5, using: &generator) {
            case 0: bytes[place] = UInt8.random(in: 0...255, using: &generator)
            case 1: bytes.removeSubrange(place..<min(bytes.count, place + Int.random(in: 1...20, using: &generator)))
            case 2: bytes.insert(contentsOf: Self.pieces.randomElement(using: &generator) ?? [], at: place)
            case 3:
                let end = min(bytes.count, place + Int.random(in: 1...80, using: &generator))
                let target = Int.random(in: 0..<bytes.count, using: &generator)
                bytes.insert(contentsOf: bytes[place..<end], at: target)
            default: bytes.removeLast(min(bytes.count, Int.random(in: 1...100, using: &generator)))
            }
        }
        return bytes
    }

    @Test("A mutated document is accepted or refused with places, and never traps", arguments: ContractExample.all)
    func mutation(example: ContractExample) throws {
        var generator = SeededGenerator(seed: 42)
        let original = Array(example.text.utf8)
        for round in 0..<150 {
            let bytes = mutated(original, using: &generator)
            let result = readDocuments(bytes, file: "f")
            let wrong = result.diagnostics + result.documents.flatMap(\.diagnostics)
            for diagnostic in wrong {
                let place = try #require(diagnostic.position, "round \(round)")
                #expect(place.line >= 1 && place.column >= 1 && place.line <= bytes.count + 1, "round \(round)")
                #expect(diagnostic.message.utf8.count < 2000, "round \(round)")
            }
            do throws(PolicyRejection) {
                let set = try PolicySet().applying(result.documents, by: .admin, alongside: result.diagnostics)
                #expect(wrong.isEmpty, "round \(round)")
                #expect(set.keys.count == result.documents.count, "round \(round)")
            } catch {
                #expect(error.diagnostics == error.diagnostics.sorted(), "round \(round)")
                #expect(!error.diagnostics.isEmpty, "round \(round)")
            }
        }
    }

    @Test("A mutated document of rules is accepted or refused with places, and never traps")
    func mutatedRules() throws {
        var generator = SeededGenerator(seed: 43)
        let accepted = admin(
            """
            tier: guard
            groups:
              a:
                members: { labels: { role: web }, nics: [web1:0], networks: [web] }
                ingress: [{ allow: [tcp/443, icmp/echo], from: any, log: sampled }, { pass: any, from: 'label:a=b' }]
                egress: [{ deny: udp/1-9, to: set:s }, { allow: ip/89, to: 10.0.0.0/8, persist: true }]
            address-sets: { s: [198.51.100.0/24, '2001:db8::5'] }
            """)
        for text in [ContractExample.security.text, accepted] {
            for round in 0..<300 {
                let bytes = mutated(Array(text.utf8), using: &generator)
                let result = readDocuments(bytes, file: "f", accepting: Kind.security)
                let wrong = result.diagnostics + result.documents.flatMap(\.diagnostics)
                #expect(wrong.allSatisfy { $0.position != nil && $0.message.utf8.count < 2000 }, "round \(round)")
                do throws(PolicyRejection) {
                    let set = try PolicySet().applying(result.documents, by: .admin, alongside: result.diagnostics)
                    #expect(wrong.isEmpty, "round \(round)")
                    #expect(set.warnings(in: set.keys).allSatisfy { $0.severity == .warning }, "round \(round)")
                } catch {
                    #expect(!error.diagnostics.isEmpty, "round \(round)")
                }
            }
        }
    }

    @Test("Reading the same bytes twice says the same")
    func determinism() {
        var generator = SeededGenerator(seed: 7)
        for _ in 0..<50 {
            let bytes = mutated(Array(ContractExample.networks.text.utf8), using: &generator)
            let first = readDocuments(bytes, file: "f")
            let second = readDocuments(bytes, file: "f")
            #expect(first.diagnostics == second.diagnostics)
            #expect(first.documents.map(\.diagnostics) == second.documents.map(\.diagnostics))
        }
    }
}
