import Policy
import PolicyFiles
import TestSupport
import Testing

@Suite("Changes one after another")
struct IncrementalTests {
    /// A random document of few names, so that documents meet in every way.
    private func document(_ name: String, using generator: inout SeededGenerator) -> String {
        var text = "networks:\n"
        for network in ["n1", "n2", "n3"] where Int.random(in: 0..<5, using: &generator) == 0 {
            let subnet = Int.random(in: 0...1, using: &generator)
            text += "  \(network): { subnets: [{ cidr: 10.0.\(subnet).0/24, gateway: 10.0.\(subnet).1 }] }\n"
        }
        text += "nics:\n"
        for vm in ["a", "b", "c", "d", "e", "f"] where Int.random(in: 0..<6, using: &generator) == 0 {
            let network = "n\(Int.random(in: 1...3, using: &generator))"
            let last = Int.random(in: 2...60, using: &generator)
            let subnet = Int.random(in: 0...5, using: &generator) / 5
            let mac = "mac: 52:54:00:00:00:\(Int.random(in: 10...60, using: &generator)), "
            let id = "iface-id: i\(Int.random(in: 0...60, using: &generator)), "
            text += "  - { vm: \(vm), network: \(network), \(Bool.random(using: &generator) ? mac : "")"
            text += "\(Bool.random(using: &generator) ? id : "")addresses: [10.0.\(subnet).\(last)] }\n"
        }
        return acme(text, document: name)
    }

    @Test("A set made by many changes answers every next one as a set made at once does", arguments: 0..<8)
    func sameAsAtOnce(seed: Int) throws {
        var generator = SeededGenerator(seed: UInt64(seed))
        let names = ["w", "x", "y", "z"]
        var set = try PolicySet().applying(admin("tenants: { acme: { quota: { networks: 3, nics: 5 } } }"))
        var texts: [String: String] = [:]
        var accepted = 0
        for round in 0..<300 {
            var change: [(file: String, text: String)] = []
            for name in names.shuffled(using: &generator).prefix(Int.random(in: 1...2, using: &generator)) {
                change.append((name, document(name, using: &generator)))
            }
            let other = names.randomElement(using: &generator) ?? "w"
            let isDeleting = Int.random(in: 0..<8, using: &generator) == 0 && texts[other] != nil
            let deleted =
                isDeleting && !change.contains { $0.file == other }
                ? [DocumentKey(tenant: "acme", document: other)] : []

            let quota = admin("tenants: { acme: { quota: { networks: 3, nics: 5 } } }")
            let current = texts.sorted { $0.key < $1.key }.map { (file: $0.key, text: $0.value) }
            let fresh = try PolicySet().applying([("t.yaml", quota)] + current)
            let refusals = set.refusals(change, deleting: deleted)
            #expect(refusals == fresh.refusals(change, deleting: deleted), "round \(round)")
            guard refusals.isEmpty else { continue }
            accepted += 1
            set = try set.applying(change, deleting: deleted)
            for (file, text) in change { texts[file] = text }
            for key in deleted { texts[key.document] = nil }
        }
        #expect(accepted > 20, "the documents are such that many are accepted: \(accepted)")
        #expect(set.keys(ofTenant: "acme").map(\.document) == texts.keys.sorted())
    }

    @Test("A changed subnet is judged with the NICs of documents left alone")
    func changedSubnet() throws {
        let networks = acme("networks: { web: { subnets: [{ cidr: 10.0.0.0/24 }] } }", document: "networks")
        let nics = acme("nics: [{ vm: a, network: web, addresses: [10.0.0.200] }]", document: "nics")
        let set = try PolicySet().applying([("n.yaml", networks), ("v.yaml", nics)])
        #expect(set.refusals([("n.yaml", networks.replacing("/24", with: "/25"))]).map(brief) == ["invalid v.yaml:4:8"])
        let gateway = networks.replacing("/24 }", with: "/24, gateway: 10.0.0.200 }")
        #expect(set.refusals([("n.yaml", gateway)]).map(brief) == ["invalid v.yaml:4:8"])
        let wider = try set.applying([("n.yaml", networks.replacing("10.0.0.0/24", with: "10.0.0.0/16"))])
        let twin = acme("nics: [{ vm: b, network: web, addresses: [10.0.0.200] }]", document: "twin")
        let found = wider.refusals([("b.yaml", twin)])
        #expect(found.map(brief) == ["duplicate b.yaml:4:8"])
        #expect(found.first?.related.map(\.description) == ["v.yaml:4:8"])
    }

    @Test("Twelve thousand NICs, good and bad, are judged without looking at pairs", .timeLimit(.minutes(1)))
    func many() throws {
        let nics = (0..<12_000).map { number in
            "  - { vm: v\(number), network: web, addresses: [10.0.\(number / 200).\(1 + number % 200)] }\n"
        }.joined()
        let text = acme("networks: { web: { subnets: [{ cidr: 10.0.0.0/16 }] } }\nnics:\n" + nics)
        let set = try PolicySet().applying(text)
        #expect(set.usage(ofTenant: "acme").nics == 12_000)
        let again = set.refusals(text.replacing("document: base", with: "document: again"))
        #expect(again.count == 1001)
        let unknown = PolicySet().refusals(text.replacing("network: web", with: "network: wbe"))
        #expect(unknown.count == 1001)
        #expect(unknown.first?.hint == "did you mean `web`?")
    }
}
