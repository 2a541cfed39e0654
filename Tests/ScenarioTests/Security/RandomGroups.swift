import Lab
import TestSupport

/// Random security groups of acme's VMs, whose rules use every kind of endpoint.
struct RandomGroups {
    private var generator: SeededGenerator
    private let vms: [String]

    init(seed: UInt64, vms: [String]) {
        generator = SeededGenerator(seed: seed)
        self.vms = vms
    }

    private mutating func pick<Element>(_ choices: [Element]) -> Element {
        choices[Int.random(in: 0..<choices.count, using: &generator)]
    }

    /// The document `security`.
    mutating func document() -> String {
        var text = "version: 1\ntenant: acme\ndocument: security\n"
        let reach = pick(["allow", "deny", "deny"])
        text += "default: { ingress: deny, egress: \(pick(["allow", "allow", "deny"])), same-network: \(reach) }\n"
        text += "address-sets: { odd: [10.0.0.11, 10.0.0.13, \"2001:db8:0:1::11\"] }\ngroups:\n"
        for name in ["front", "back", "every"] {
            let members =
                name == "every"
                ? "networks: [web]" : "nics: [\(vms.filter { _ in pick([true, false]) }.joined(separator: ", "))]"
            text += "  \(name):\n    members: { \(members) }\n"
            text += rules("ingress", "from") + rules("egress", "to")
        }
        return text
    }

    private mutating func rules(_ direction: String, _ peer: String) -> String {
        let rules = (0..<pick([1, 2, 4])).map { _ in
            let verdict = pick(["allow", "allow", "allow", "deny", "reject"])
            return
                "      - { \(verdict): \(pick(Self.protocols)), \(peer): \"\(pick(Self.ends + ["nic:\(pick(vms))"]))\" }\n"
        }
        return "    \(direction):\n" + rules.joined()
    }

    private static let protocols = [
        "any", "tcp", "tcp/80-90", "tcp/443", "[tcp/79, udp/53]", "udp/1000-2000", "udp", "icmp/echo", "icmp", "icmp6",
        "icmp6/128",
    ]
    private static let ends = [
        "any", "group:front", "group:back", "net:web", "10.0.0.8/29", "2001:db8:0:1::/64", "set:odd", "external",
    ]
}
