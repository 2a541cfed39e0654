import NetworkTypes
import Policy
import PolicyMeaning
import TestSupport
import Testing

@Suite("What holds for all groups")
struct SecurityPropertyTests {
    /// A group as the generator makes it.
    private struct Draft {
        var name: String
        var members: String
        var ingress: [String]
        var egress: [String]

        var text: String {
            let rules = { (rules: [String], peer: String) in
                rules.map { "      - \($0.replacing("PEER", with: peer))\n" }.joined()
            }
            return
                "  \(name):\n    members: \(members)\n    ingress:\n\(rules(ingress, "from"))    egress:\n\(rules(egress, "to"))"
        }
    }

    private static func text(_ drafts: [Draft]) -> String {
        "address-sets: { s: [10.0.1.0/28, 198.51.100.0/24], t: [10.0.2.21, 8.8.8.8] }\ngroups:\n"
            + drafts.map(\.text).joined()
    }

    private static let connections: [String] = ["web1", "web2", "db1", "8.8.8.8", "198.51.100.7"].flatMap { source in
        ["web1", "web2", "db1", "8.8.8.8"].flatMap { destination in
            ["tcp/1", "tcp/2", "tcp/9", "udp/2", "icmp/8", "ip/89"].map { "\(source) > \(destination) \($0)" }
        }
    }.filter { connection in
        let ends = connection.split(separator: " ")
        return ends[0] != ends[2] && !(ends[0].contains(".") && ends[2].contains("."))
    }

    private func verdicts(_ drafts: [Draft]) throws -> [Judgement.Verdict] {
        let fixture = try Fixture(Self.text(drafts))
        return try Self.connections.map { try fixture.judge($0).verdict }
    }

    private func drafts(using generator: inout SeededGenerator) -> [Draft] {
        (0..<3).map { number in
            let members = [
                "{ labels: {} }", "{ labels: { role: web } }", "{ nics: [web1, db1] }", "{ networks: [web] }",
            ]
            return Draft(
                name: "g\(number)", members: members.randomElement(using: &generator) ?? "{}",
                ingress: rules(using: &generator), egress: rules(using: &generator))
        }
    }

    private func rules(using generator: inout SeededGenerator) -> [String] {
        (0..<Int.random(in: 0...5, using: &generator)).map { _ in
            func pick(_ choices: [String]) -> String { choices.randomElement(using: &generator) ?? "" }
            let verdict = pick(["allow", "allow", "deny", "deny", "reject"])
            let protocols = pick([
                "any", "tcp", "tcp/1", "tcp/2-9", "[tcp/1, udp]", "udp/2", "icmp", "icmp/echo", "ip/89", "ip/6",
            ])
            let ends = [
                "any", "external", "10.0.0.0/8", "10.0.1.0/24", "10.0.1.11", "0.0.0.0/0", "net:web", "net:db",
                "group:g0",
                "group:g1", "nic:web1", "set:s", "set:t", "label:role=web",
            ]
            return "{ \(verdict): \(protocols), PEER: '\(pick(ends))' }"
        }
    }

    private static let seeds = Seeds.range(40, nightly: 2000)

    @Test("Rules that are told to have no effect can be left out", arguments: seeds)
    func withoutEffect(seed: UInt64) throws {
        var generator = SeededGenerator(seed: seed)
        let drafts = drafts(using: &generator)
        let text = Self.text(drafts)
        let policy = try Fixture(text).policy
        let useless = Set(
            policy.warnings(in: policy.keys).compactMap { $0.code == .noEffect ? $0.position?.line : nil })
        // The document's body begins on line 4.
        let lines = text.split(separator: "\n", omittingEmptySubsequences: false).enumerated()
        let rest = lines.filter { !useless.contains($0.offset + 4) }.map(\.element).joined(separator: "\n")
        let (whole, fewer) = (try Fixture(text), try Fixture(rest))
        for connection in Self.connections {
            #expect(try whole.judge(connection).verdict == fewer.judge(connection).verdict, "\(connection)\n\(text)")
        }
    }

    @Test("Such rules are among those of the seeds")
    func someWithoutEffect() throws {
        let counts = try Self.seeds.map { seed in
            var generator = SeededGenerator(seed: seed)
            let policy = try Fixture(Self.text(drafts(using: &generator))).policy
            return policy.warnings(in: policy.keys).count { $0.code == .noEffect }
        }
        #expect(counts.reduce(0, +) >= 20)
    }

    @Test(
        "Neither the order of groups nor their names count, and a group that is there twice counts once",
        arguments: seeds)
    func order(seed: UInt64) throws {
        var generator = SeededGenerator(seed: seed)
        // Rules name groups: the renamed ones are those that no rule names.
        let drafts = drafts(using: &generator)
        let expected = try verdicts(drafts)
        #expect(try verdicts(drafts.shuffled(using: &generator)) == expected)
        var renamed = drafts
        renamed[2].name = "a-first-name"
        #expect(try verdicts(renamed) == expected)
        var twin = drafts[2]
        twin.name = "twin"
        #expect(try verdicts(drafts + [twin]) == expected)
    }

    @Test("A group that allows takes nothing away, and one that denies gives nothing", arguments: seeds)
    func monotonic(seed: UInt64) throws {
        var generator = SeededGenerator(seed: seed)
        let drafts = drafts(using: &generator)
        let before = try verdicts(drafts)
        func added(_ verdict: String) throws -> [Judgement.Verdict] {
            let rules = rules(using: &generator).map { rule in
                "{ \(verdict):" + rule.drop { $0 != ":" }.dropFirst()
            }
            return try verdicts(
                drafts + [Draft(name: "more", members: "{ labels: {} }", ingress: rules, egress: rules)])
        }
        #expect(zip(before, try added("allow")).allSatisfy { before, after in before != .allow || after == .allow })
        #expect(zip(before, try added("deny")).allSatisfy { before, after in before == .allow || after != .allow })
        #expect(zip(before, try added("reject")).allSatisfy { before, after in before == .allow || after != .allow })
    }

    @Test("Each side is judged by itself: what two ends say does not depend on the other's groups", arguments: seeds)
    func sides(seed: UInt64) throws {
        var generator = SeededGenerator(seed: seed)
        let drafts = drafts(using: &generator)
        var onlyIngress = drafts
        for index in onlyIngress.indices { onlyIngress[index].egress = [] }
        let (both, one) = (try Fixture(Self.text(drafts)), try Fixture(Self.text(onlyIngress)))
        for connection in Self.connections {
            let (whole, half) = (try both.judge(connection), try one.judge(connection))
            #expect(whole.ingress?.verdict == half.ingress?.verdict, "\(connection)")
            let passes = [whole.egress, whole.ingress].allSatisfy { $0 == nil || $0?.verdict == .allow }
            #expect((whole.verdict == .allow) == passes, "\(connection)")
        }
    }
}
