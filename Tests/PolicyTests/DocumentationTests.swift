import Foundation
import Policy
import Testing

/// Holds the examples of `docs/policy.md` and `policies/` against what is taken.
@Suite("Documented examples of security groups")
struct DocumentationTests {
    private static let repository = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
        .deletingLastPathComponent()

    private static let base = acme(
        """
        networks: { web: {}, db: {} }
        nics: [{ vm: web1, network: web, labels: { role: web } }, { vm: db1, network: db }]
        """)

    private static func text(_ path: String) throws -> String {
        try String(contentsOf: repository.appending(path: path), encoding: .utf8)
    }

    /// The YAML of the section on security groups: each block is a document.
    private func examples() throws -> [String] {
        let page = try Self.text("docs/policy.md")
        let start = try #require(page.range(of: "\n## Security groups\n"))
        let rest = page[start.upperBound...]
        let section = rest[..<(rest.range(of: "\n## ")?.lowerBound ?? rest.endIndex)]
        return section.components(separatedBy: "```yaml\n").dropFirst().map { $0.components(separatedBy: "```")[0] }
    }

    @Test("The page's documents hold together, and none of their rules is without effect")
    func page() throws {
        let texts = try examples()
        #expect(texts.count == 2)
        let files = [("base.yaml", Self.base)] + texts.enumerated().map { ("page\($0.offset).yaml", $0.element) }
        let set = try PolicySet().applying(files, accepting: Kind.security)
        #expect(set.warnings(in: set.keys).isEmpty)
        #expect(set.groups(ofTenant: "acme").map(\.declaration.name) == ["db", "web"])
        #expect(set.group("everybody", ofTenant: "admin")?.declaration.tier == .guard)
    }

    @Test("The page's plan is what its change gives")
    func plan() throws {
        let security = try #require(try examples().first)
        let old = try PolicySet().applying(
            [("base.yaml", Self.base), ("security.yaml", security)], accepting: Kind.security)
        let line = "      - { allow: tcp/22, from: \"set:offices\", persist: true }\n"
        let changed = security.replacing(line, with: line + "      - { deny: tcp/22, from: 198.51.100.9 }\n")
        let new = try old.applying([("security.yaml", changed)], accepting: Kind.security)
        let change = try #require(PolicySet.changes(from: old, to: new).first)
        let detail = try #require(change.details.first)
        let page = try Self.text("docs/policy.md")
        let place = try #require(detail.position)
        #expect(page.contains("  ~ \(change.kind) \(change.name): \(detail.text)  "), "\(detail.text)")
        let warning = try #require(new.warnings(in: new.keys).first)
        #expect(warning.position == place)
        #expect(page.contains("Warning       \(place.file):\(place.line): \(warning.message)\n"), "\(warning)")
        let other = try #require(warning.related.first)
        #expect(page.contains("also: \(other.file):\(other.line)\n"), "\(other)")
    }

    @Test("The example documents hold with the demonstration's, and none of their rules is without effect")
    func policies() throws {
        let names = ["policies/acme.yaml", "policies/globex.yaml"]
        let examples = ["policies/examples/acme-security.yaml", "policies/examples/tiers.yaml"]
        let files = try (names + examples).map { ($0, try Self.text($0)) }
        let set = try PolicySet().applying(files, accepting: Kind.security)
        let warnings = set.warnings(in: set.keys)
        #expect(warnings.map(\.message).filter { !$0.hasPrefix("globex: no document states a `default`") } == [])
        #expect(set.defaults(ofTenant: "acme")?.declaration.sameNetwork == .deny)
    }

    @Test("weft explain tells every key of a group")
    func explain() throws {
        let text = ["groups", "groups.members", "groups.ingress", "default"].compactMap(Schema.explain).joined()
        for key in ["members", "labels", "nics", "networks", "allow", "deny", "reject", "from", "log", "persist"] {
            #expect(text.contains("  \(key): "), "\(key)")
        }
        #expect(text.contains("same-network"))
    }
}
