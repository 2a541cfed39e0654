public import Topology

extension Engine {
    /// How this engine differs from one built from nothing; empty when it does not, as it must be.
    public func differencesFromNothing(_ topology: Topology) -> [String] {
        let fresh = Engine(compiling: topology)
        var differences: [String] = []
        for id in Set(fragments.keys).union(fresh.fragments.keys).sorted() where fragments[id] != fresh.fragments[id] {
            differences.append("fragment \(id) is not what compiling from nothing gives")
        }
        for host in Set(tallies.keys).union(fresh.tallies.keys).sorted() {
            let (own, other) = (tallies[host] ?? Tally(), fresh.tallies[host] ?? Tally())
            if own != other { differences.append("the digest or the count of flows of \(host) differs") }
            if own != desired(for: host).reduce(into: Tally(), { $0 += Tally($1) }) {
                differences.append("the digest and the count of flows of \(host) are not the sums over its fragments")
            }
        }
        return differences
    }
}
