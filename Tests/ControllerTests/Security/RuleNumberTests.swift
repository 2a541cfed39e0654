import Testing
import Topology

@Suite("Numbers of groups and rules")
struct RuleNumberTests {
    private func document(_ rules: [String], named name: String = "security", group: String = "web") -> String {
        """
        version: 1
        tenant: acme
        document: \(name)
        groups:
          \(group):
            members: { labels: { role: web } }
            ingress:
        \(rules.map { "      - \($0)" }.joined(separator: "\n"))
        """
    }

    private let base = [
        "{ allow: tcp/443, from: any }", "{ allow: '[tcp/1-9, tcp/10]', from: group:web }",
        "{ deny: tcp/443, from: any }",
    ].map { $0.replacing("'[", with: "[").replacing("]'", with: "]") }

    @Test("A rule keeps its number wherever it stands, and whatever is said beside its content")
    func kept() throws {
        var fabric = DeclaredFabric()
        try fabric.apply(document(base))
        #expect(fabric.group("web")?.number == 1 && fabric.ingress("web") == [1, 2, 3])
        let same = [
            "{ deny: [tcp/443], from: any, note: closed }   # at last",
            "{ allow: tcp/1-10, from: group:acme/web, log: sampled }", "{ allow: tcp/443, from: any, persist: true }",
        ]
        try fabric.apply(document(same))
        #expect(fabric.ingress("web") == [3, 2, 1] && fabric.group("web")?.number == 1)
        #expect(fabric.group("web")?.ingress.map(\.log) == [.off, .sampled, .off])
        #expect(fabric.group("web")?.ingress.last?.persists == true)
        let restarted = fabric.restarted()
        #expect(restarted.groups == fabric.topology.groups)
        // In another document it is the same group of the same tenant.
        try fabric.apply(document(same, named: "other"), deleting: ["security"])
        #expect(fabric.ingress("web") == [3, 2, 1])
    }

    @Test("Nothing of the graph changes with comments, notes and other writing of the same")
    func comments() throws {
        var fabric = DeclaredFabric()
        try fabric.apply(document(base))
        let same = ["# a comment", base[0], "{ allow: [tcp/10, tcp/1-9], from: group:web, note: n }", base[2]]
        let text = document(same).replacing("- #", with: "#")
        #expect(try fabric.apply(text).isEmpty)
    }

    @Test("Other content has another number, and no number comes back to another rule")
    func neverAgain() throws {
        var fabric = DeclaredFabric()
        try fabric.apply(document(base))
        try fabric.apply(document([base[1], "{ allow: tcp/444, from: any }"]))
        #expect(fabric.ingress("web") == [2, 4])
        try fabric.apply(document([base[1], "{ allow: tcp/445, from: any }", "{ allow: tcp/443, from: 10.0.0.0/8 }"]))
        #expect(fabric.ingress("web") == [2, 5, 6])
        // A rule that comes again is the one that it was.
        try fabric.apply(document(base))
        #expect(fabric.ingress("web") == [1, 2, 3])
        try fabric.apply(document(base, group: "www").replacing("group:web", with: "group:www"))
        #expect(fabric.group("web") == nil && fabric.group("www")?.number == 2)
        #expect(fabric.ingress("www") == [7, 8, 9], "another group's rules are others")
    }

    @Test("Rules of one content in one list have a number each, and direction, tier and tenant tell them apart")
    func equal() throws {
        var fabric = DeclaredFabric()
        try fabric.apply(document([base[0], base[0], base[2], base[0]]))
        #expect(fabric.ingress("web") == [1, 2, 3, 4])
        try fabric.apply(document([base[0], base[2], base[0]]))
        #expect(fabric.ingress("web") == [1, 3, 2])
        let text = document([base[0]]) + "\n    egress: [{ allow: tcp/443, to: any }]"
        try fabric.apply(text, text.replacing("acme", with: "globex"))
        let all = fabric.topology.groups.values.flatMap { $0.ingress + $0.egress }
        #expect(all.map(\.number).sorted() == [1, 5, 6, 7])
        #expect(Set(fabric.topology.groups.values.map(\.number)) == [1, 2])
    }
}
