public import Topology

extension Engine {
    /// How this engine differs from one built from nothing; empty when it does not, as it must be.
    public func differencesFromNothing(_ topology: Topology) -> [String] {
        let fresh = Engine(compiling: topology)
        var differences: [String] = []
        for id in Set(fragments.keys).union(fresh.fragments.keys).sorted() where fragments[id] != fresh.fragments[id] {
            differences.append("fragment \(id) is not what compiling from nothing gives")
        }
        for host in Set(digests.keys).union(fresh.digests.keys).sorted() {
            let own = digests[host] ?? 0
            if own != fresh.digests[host] ?? 0 { differences.append("the digest of \(host) differs") }
            if own != desired(for: host).reduce(0, { $0 &+ $1.digest }) {
                differences.append("the digest of \(host) is not the sum of its fragments")
            }
        }
        return differences
    }
}
