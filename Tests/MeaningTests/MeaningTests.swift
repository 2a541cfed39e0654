import TestSupport
import Testing

@Suite("Compiled tables do what documents mean")
struct MeaningTests {
    @Test("For random documents and every class of frames", arguments: Seeds.range(1, nightly: 100))
    func randomDocuments(block: UInt64) throws {
        for seed in block * 100..<block * 100 + 100 {
            let fabric = try CompiledFabric(seed: seed)
            var check = MeaningCheck(fabric, try fabric.simulated(fabric.programs))
            let mismatches = check.run(sources: 2)
            #expect(mismatches.isEmpty, "\(mismatches.map(\.description).joined(separator: "\n"))")
            guard mismatches.isEmpty else { return }
        }
    }
}
