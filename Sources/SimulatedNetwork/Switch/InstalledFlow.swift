import OpenFlow

/// A flow in the form in which packets are held against it.
struct InstalledFlow: Sendable {
    /// One comparison: position in the registry, value under the mask.
    struct Test: Sendable {
        let index: Int
        let value: UInt128
        let mask: UInt128
        /// Comparisons that tell most flows apart come first.
        let rank: Int
    }

    let flow: Flow
    let tests: [Test]
    /// What a clause flow of conjunctions counts for; empty for all other flows.
    let clauses: [Clause]

    struct Clause: Sendable {
        let id: UInt32
        let number: UInt8
        let count: UInt8
    }

    init(_ flow: Flow) {
        self.flow = flow
        tests = flow.match.fields.map { field in
            Test(
                index: Int(field.field.index), value: field.value, mask: field.mask ?? field.field.fullMask,
                rank: Self.rank(field.field))
        }.sorted { ($0.rank, $0.index) < ($1.rank, $1.index) }
        clauses = flow.instructions.flatMap { instruction -> [Clause] in
            guard case .applyActions(let actions) = instruction else { return [] }
            return actions.compactMap {
                guard case .conjunction(let id, let clause, let count) = $0 else { return nil }
                return Clause(id: id, number: clause, count: count)
            }
        }
    }

    private static func rank(_ field: Field) -> Int {
        switch field {
        case .register(0), .register(1), .inPort, .arpTargetIPv4, .ndTarget, .ethernetDestination: 0
        case .tunnelID, .ethernetSource, .ipv4Source, .ipv6Source: 1
        default: 2
        }
    }

    func matches(_ fields: FieldValues) -> Bool {
        for test in tests where fields.value(at: test.index) & test.mask != test.value { return false }
        return true
    }
}
