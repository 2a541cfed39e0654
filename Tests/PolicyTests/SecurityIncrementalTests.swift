import Policy
import PolicyFiles
import TestSupport
import Testing

@Suite("Changes of groups one after another")
struct SecurityIncrementalTests {
    private static let names = ["w", "x", "y", "z"]

    /// A random document of few names, so that documents refer to each other in every way.
    private func document(_ name: String, using generator: inout SeededGenerator) -> String {
        func pick(_ choices: [String]) -> String { choices.randomElement(using: &generator) ?? "" }
        // Most objects stand in the document that is their home, so that many changes are accepted.
        func isDeclared(_ object: Int) -> Bool {
            let isHome = Self.names[object % Self.names.count] == name
            return isHome
                ? Int.random(in: 0..<5, using: &generator) > 0 : Int.random(in: 0..<25, using: &generator) == 0
        }
        var text = isDeclared(0) ? "default: { egress: \(pick(["allow", "deny"])) }\n" : ""
        text += "networks:\n"
        for (index, network) in ["n1", "n2"].enumerated() where isDeclared(index) { text += "  \(network): {}\n" }
        text += "nics:\n"
        for (index, vm) in ["a", "b"].enumerated() where isDeclared(index + 2) {
            text += "  - { vm: \(vm), network: \(pick(["n1", "n2"])) }\n"
        }
        text += "address-sets:\n"
        for (index, set) in ["s1", "s2"].enumerated() where isDeclared(index) { text += "  \(set): [10.0.0.0/8]\n" }
        text += "groups:\n"
        for (index, group) in ["g1", "g2", "g3"].enumerated() where isDeclared(index + 1) {
            let members = pick(["{}", "{ labels: { r: x } }", "{ nics: [a] }", "{ networks: [n1, n2] }"])
            let ends = [
                "any", "net:n1", "net:n2", "group:g1", "group:g2", "group:g3", "set:s1", "set:s2", "nic:a", "nic:b",
            ]
            let rules = (0..<Int.random(in: 0...3, using: &generator)).map { _ in
                "{ allow: any, from: '\(pick(ends))' }"
            }
            text += "  \(group): { members: \(members), ingress: [\(rules.joined(separator: ", "))] }\n"
        }
        return acme(text, document: name)
    }

    @Test(
        "A set made by many changes answers every next one as a set made at once does",
        arguments: Seeds.range(6, nightly: 100))
    func sameAsAtOnce(seed: UInt64) throws {
        var generator = SeededGenerator(seed: seed)
        let quota = admin("tenants: { acme: { quota: { rules: 12 } } }")
        var set = try PolicySet().applying(quota)
        var texts: [String: String] = [:]
        var accepted = 0
        var codes: Set<String> = []
        for round in 0..<400 {
            let isWhole = Int.random(in: 0...1, using: &generator) == 0
            let chosen = Self.names.shuffled(using: &generator).prefix(
                isWhole ? 4 : Int.random(in: 1...2, using: &generator))
            let change = chosen.map { (file: $0, text: document($0, using: &generator)) }
            let other = Self.names.randomElement(using: &generator) ?? "w"
            let isDeleting = texts[other] != nil && !chosen.contains(other) && Bool.random(using: &generator)
            let deleted = isDeleting ? [DocumentKey(tenant: "acme", document: other)] : []

            let current = texts.sorted { $0.key < $1.key }.map { (file: $0.key, text: $0.value) }
            let fresh = try PolicySet().applying([("t.yaml", quota)] + current, accepting: Kind.security)
            let refusals = set.refusals(change, deleting: deleted, accepting: Kind.security)
            #expect(
                refusals == fresh.refusals(change, deleting: deleted, accepting: Kind.security), "round \(round)")
            codes.formUnion(refusals.map(\.code.name))
            guard refusals.isEmpty else { continue }
            accepted += 1
            set = try set.applying(change, deleting: deleted, accepting: Kind.security)
            for (file, text) in change { texts[file] = text }
            for key in deleted { texts[key.document] = nil }
        }
        #expect(accepted >= 20, "the documents are such that many are accepted: \(accepted)")
        #expect(codes.isSuperset(of: ["duplicate", "not-found", "in-use"]), "\(codes)")
        let rules = set.keys.compactMap { set[$0] }.flatMap(\.security.groups).map {
            $0.ingress.count + $0.egress.count
        }
        #expect(set.usage(ofTenant: "acme").rules == rules.reduce(0, +))
    }
}
