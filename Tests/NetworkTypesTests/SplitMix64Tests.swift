import NetworkTypes
import Testing

@Suite struct SplitMix64Tests {
    /// From the reference implementation (Vigna, 2015), seed 1234567.
    @Test("The numbers are those of the reference implementation")
    func reference() {
        var generator = SplitMix64(seed: 1_234_567)
        let numbers = (0..<5).map { _ in generator.next() }
        #expect(
            numbers == [
                6_457_827_717_110_365_317, 3_203_168_211_198_807_973, 9_817_491_932_198_370_423,
                4_593_380_528_125_082_431, 16_408_922_859_458_223_821,
            ])
    }

    @Test("Fractions are below 1 and spread")
    func fractions() {
        var generator = SplitMix64(seed: 1)
        let fractions = (0..<1000).map { _ in generator.nextFraction() }
        #expect(fractions.allSatisfy { (0..<1).contains($0) })
        #expect((400...600).contains(fractions.count { $0 < 0.5 }))
    }
}
