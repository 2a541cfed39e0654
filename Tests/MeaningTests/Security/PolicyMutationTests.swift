import TestSupport
import Testing

@Suite("Mistakes in policies are seen")
struct PolicyMutationTests {
    @Test("Each mistake is caught by a packet", arguments: PolicyMutation.all)
    func caught(mutation: PolicyMutation) throws {
        for seed in UInt64(0)..<150 {
            var generator = SeededGenerator(seed: seed)
            let scene = SecurityScene(using: &generator)
            let documents = try SecurityDocuments(scene.texts)
            var numbers: [String: UInt32] = [:]
            guard let mutated = mutation.applied(to: SecurityProgram(documents, &numbers)) else { continue }
            let check = try PolicyCheck(documents, mutated)
            let later = try later(than: scene, mutation, &numbers)
            for _ in 0..<60 {
                let packet = try PolicyPacket(documents.nics, using: &generator)
                let changed = later.map { check.problems(packet, changingTo: $0) } ?? []
                guard !check.problems(packet).isEmpty || !changed.isEmpty else { continue }
                print("caught: \(mutation): by \(packet) (seed \(seed))")
                return
            }
        }
        Issue.record("nothing of 150 scenes shows that \(mutation)")
    }

    /// The same mistake in the scene without its tenant's rules.
    private func later(
        than scene: SecurityScene, _ mutation: PolicyMutation, _ numbers: inout [String: UInt32]
    ) throws -> PolicyCheck? {
        let documents = try SecurityDocuments(scene.emptied(scene.defaults).texts)
        return try mutation.applied(to: SecurityProgram(documents, &numbers)).map { try PolicyCheck(documents, $0) }
    }

    @Test("There are at least forty, each of its own")
    func count() {
        #expect(Set(PolicyMutation.all.map(\.name)).count == PolicyMutation.all.count)
        #expect(PolicyMutation.all.count >= 40)
    }
}
