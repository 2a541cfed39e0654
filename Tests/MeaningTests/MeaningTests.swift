import TestSupport
import Testing

@Suite("Compiled tables do what documents mean")
struct MeaningTests {
    private static let fabricsInBlock: UInt64 = 100

    /// Ten thousand documents; a hundred where nothing is optimised.
    private static var blocks: Range<UInt64> {
        if let only = Seeds.only { return only / fabricsInBlock..<only / fabricsInBlock + 1 }
        #if DEBUG
            return Seeds.range(1, nightly: 10)
        #else
            return Seeds.range(100, nightly: 1000)
        #endif
    }

    @Test("For random documents and every class of frames", arguments: blocks)
    func randomDocuments(block: UInt64) throws {
        for seed in block * Self.fabricsInBlock..<(block + 1) * Self.fabricsInBlock {
            guard Seeds.only == nil || Seeds.only == seed else { continue }
            guard try agrees(seed) else { return }
        }
    }

    @Test("For random documents with security groups and every class of frames", arguments: blocks)
    func randomPolicies(block: UInt64) throws {
        for seed in block * Self.fabricsInBlock..<(block + 1) * Self.fabricsInBlock {
            guard Seeds.only == nil || Seeds.only == seed else { continue }
            guard try agrees(seed, isPoliced: true) else { return }
        }
    }

    private func agrees(_ seed: UInt64, isPoliced: Bool = false) throws -> Bool {
        let fabric = try CompiledFabric(seed: seed, isPoliced: isPoliced)
        var check = MeaningCheck(fabric, try fabric.simulated(fabric.programs))
        let mismatches = check.run(sources: 2)
        let text = mismatches.map(\.description).joined(separator: "\n")
        #expect(
            mismatches.isEmpty,
            "WEFT_SEED=\(seed) runs it alone\n\(text)\n\(fabric.documents.texts.joined(separator: "---\n"))")
        return mismatches.isEmpty
    }
}
