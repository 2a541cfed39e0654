import Testing

@testable import Bench

@Suite("Samples")
struct SamplesTests {
    @Test(
        "Percentiles are measurements, by nearest rank",
        arguments: [(0.0, 1.0), (50, 3), (60, 3), (61, 4), (99, 5), (100, 5)])
    func percentiles(rank: Double, expected: Double) {
        #expect(Samples([5, 1, 4, 2, 3]).percentile(rank) == expected)
    }

    @Test("One measurement is every percentile")
    func single() {
        let samples = Samples([7])
        #expect([samples.minimum, samples.median, samples.percentile(99), samples.maximum] == [7, 7, 7, 7])
    }
}
