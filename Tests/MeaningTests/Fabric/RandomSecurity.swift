import PolicyMeaning
import TestSupport

/// Random security groups, tiers and defaults for the networks and guests of random documents.
struct RandomSecurity {
    private var generator: SeededGenerator

    init(seed: UInt64) { generator = SeededGenerator(seed: seed &* 0x9e37_79b9 ^ 0x5ec0_1e55) }

    private mutating func pick<Element>(_ choices: [Element]) -> Element {
        choices[Int.random(in: 0..<choices.count, using: &generator)]
    }

    mutating func labels() -> [String: String] {
        pick([[:], ["role": "web"], ["role": "db"], ["role": "web", "env": "prod"], ["env": "prod"]])
    }

    /// A document for most tenants, and now and then tiers of the admin.
    mutating func texts(_ networks: [RandomDocuments.Network], _ guests: [Guest]) -> [String] {
        let tenants = Set(networks.map(\.name.tenant)).sorted()
        var texts: [String] = []
        for tenant in tenants where pick([true, true, true, false]) {
            texts.append(text(tenant, networks.filter { $0.name.tenant == tenant }, guests))
        }
        for tier in ["guard", "baseline"] where pick([true, false, false]) { texts.append(text(tier: tier)) }
        return texts
    }

    private mutating func text(_ tenant: String, _ networks: [RandomDocuments.Network], _ guests: [Guest]) -> String {
        let own = guests.filter { $0.tenant == tenant && !$0.isProfiled }.map { "nic:\($0.vm)" }
        let names = networks.map(\.name.name)
        let groups = (0..<pick([1, 2, 3])).map { "g\($0)" }
        let ends =
            Self.ends + groups.map { "group:\($0)" } + names.map { "net:\($0)" } + (own.isEmpty ? [] : [pick(own)])
        var text = "version: 1\ntenant: \(tenant)\ndocument: security\n"
        if pick([true, false]) {
            let reaches = ["allow", "deny", "tenant"]
            text += "default: { ingress: \(pick(reaches)), egress: \(pick(["allow", "deny"])), "
            text += "same-network: \(pick(["allow", "deny", "deny", "tenant"])) }\n"
        }
        text += "address-sets: { s: [10.0.0.12/30, 10.0.1.0/24, \"2001:db8:0:1::/65\", 198.51.100.0/24] }\ngroups:\n"
        for group in groups {
            var members = Self.members + ["networks: [\(pick(names))]"]
            if !own.isEmpty { members.append("nics: [\(pick(own).dropFirst(4))]") }
            text += self.text(group, pick(members), ends, ["allow", "allow", "deny", "reject"])
        }
        return text
    }

    private mutating func text(tier: String) -> String {
        let verdicts = tier == "guard" ? ["allow", "deny", "pass"] : ["allow", "deny", "reject"]
        return "version: 1\ntenant: admin\ndocument: \(tier)\ntier: \(tier)\ngroups:\n"
            + text("\(tier)0", pick(Self.members), Self.ends.filter { $0 != "set:s" }, verdicts)
    }

    private mutating func text(_ group: String, _ members: String, _ ends: [String], _ verdicts: [String]) -> String {
        var text = "  \(group):\n    members: { \(members) }\n"
        for (direction, peer) in [("ingress", "from"), ("egress", "to")] {
            let rules = (0..<pick([0, 1, 2, 4])).map { _ in
                "      - { \(pick(verdicts)): \(pick(Self.protocols)), \(peer): \"\(pick(ends))\" }\n"
            }
            if !rules.isEmpty { text += "    \(direction):\n" + rules.joined() }
        }
        return text
    }

    private static let members = ["labels: { role: web }", "labels: { env: prod }", "labels: {}"]
    private static let ends = [
        "any", "any", "external", "10.0.0.0/24", "10.0.0.12", "10.0.0.8/29", "2001:db8:0:1::/64", "fe80::/10",
        "0.0.0.0/0", "set:s", "label:role=web", "label:role=web,env=prod", "label:role=db",
    ]
    private static let protocols = [
        "any", "any", "tcp", "udp", "udp/9", "udp/1-1023", "tcp/1-32767", "[tcp/80, udp/9-10]", "icmp", "icmp/echo",
        "icmp6", "icmp6/128", "ip/89", "ip/17",
    ]
}
