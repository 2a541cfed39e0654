import TestSupport
import Testing

@Suite("Mistakes of the compiler are seen")
struct MutationTests {
    @Test("Each mistake is caught by a frame", arguments: Mutation.all)
    func caught(mutation: Mutation) throws {
        for seed in UInt64(0)..<300 {
            let fabric = try CompiledFabric(seed: seed)
            guard let mutated = mutation.applied(to: fabric.programs) else { continue }
            var check = MeaningCheck(fabric, try fabric.simulated(mutated))
            guard let found = check.run(sources: 4).first else { continue }
            print("caught: \(mutation): by \(found.name) (seed \(seed))")
            return
        }
        Issue.record("nothing of 300 fabrics shows that \(mutation)")
    }

    @Test("There are at least twenty, each of its own")
    func count() {
        #expect(Set(Mutation.all.map(\.name)).count == Mutation.all.count)
        #expect(Mutation.all.count >= 20)
    }
}
