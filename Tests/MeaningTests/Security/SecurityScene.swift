import NetworkTypes
import Policy
import PolicyFiles
import PolicyMeaning
import TestSupport

/// NICs in two networks with the same addresses, on two hosts, and random groups of all tiers.
struct SecurityScene {
    /// A group as the generator makes it.
    struct Draft {
        let name: String
        let members: String
        var ingress: [String]
        var egress: [String]

        var text: String {
            func list(_ rules: [String], _ peer: String) -> String {
                rules.map { "      - \($0.replacing("PEER", with: peer))\n" }.joined()
            }
            return "  \(name):\n    members: \(members)\n    ingress:\n\(list(ingress, "from"))    egress:\n"
                + list(egress, "to")
        }
    }

    var tenant: [Draft] = []
    var guards: [Draft] = []
    var baseline: [Draft] = []
    /// What acme states; nothing where it is empty.
    var defaults = ""

    static let base = """
        version: 1
        tenant: acme
        document: base
        networks:
          lan: { subnets: [{ cidr: 10.0.1.0/24, gateway: 10.0.1.1 }, { cidr: '2001:db8:1::/64', gateway: '2001:db8:1::1' }] }
          twin: { subnets: [{ cidr: 10.0.1.0/24 }, { cidr: '2001:db8:1::/64' }] }
        nics:
          - { vm: a1, network: lan, addresses: [10.0.1.11, '2001:db8:1::11'], mac: 52:54:00:00:00:11, labels: { role: web, env: prod } }
          - { vm: a2, network: lan, addresses: [10.0.1.12, '2001:db8:1::12'], mac: 52:54:00:00:00:12, labels: { role: web } }
          - { vm: a3, network: lan, addresses: [10.0.1.13], mac: 52:54:00:00:00:13, labels: { role: db, env: prod } }
          - { vm: a4, network: lan, addresses: ['2001:db8:1::14', 10.0.1.14], mac: 52:54:00:00:00:14 }
          - { vm: t1, network: twin, addresses: [10.0.1.11], mac: 52:54:00:00:00:21, labels: { role: web } }
          - { vm: t2, network: twin, addresses: [10.0.1.12, '2001:db8:1::12'], mac: 52:54:00:00:00:22, labels: { role: db } }
        """

    // MARK: Documents

    private static let sets =
        "address-sets: { s: [10.0.1.0/28, 198.51.100.0/24, '2001:db8:1::10/124'], t: [10.0.1.12, 8.8.8.8] }\n"

    var texts: [String] {
        func document(_ tenant: String, _ name: String, _ body: String) -> String {
            "version: 1\ntenant: \(tenant)\ndocument: \(name)\n\(body)"
        }
        func groups(_ drafts: [Draft]) -> String {
            drafts.isEmpty ? "" : "groups:\n" + drafts.map(\.text).joined()
        }
        return [
            Self.base, document("acme", "security", Self.sets + defaults + groups(tenant)),
            document("admin", "sets", Self.sets),
            document("admin", "guard", "tier: guard\n" + groups(guards)),
            document("admin", "baseline", "tier: baseline\n" + groups(baseline)),
        ]
    }

    var ruleCount: Int { (tenant + guards + baseline).reduce(0) { $0 + $1.ingress.count + $1.egress.count } }

    /// Without the tenant's rules, and with this default.
    func emptied(_ defaults: String) -> SecurityScene {
        var scene = self
        for index in scene.tenant.indices {
            scene.tenant[index].ingress = []
            scene.tenant[index].egress = []
        }
        scene.defaults = defaults
        return scene
    }

    /// - Parameter number: of the rule that goes, among all.
    func without(_ number: Int) -> SecurityScene {
        var scene = self
        var number = number
        func remove(_ drafts: inout [Draft]) {
            for index in drafts.indices {
                for path in [\Draft.ingress, \.egress] {
                    let count = drafts[index][keyPath: path].count
                    if number >= 0, number < count { drafts[index][keyPath: path].remove(at: number) }
                    number -= count
                }
            }
        }
        remove(&scene.tenant)
        remove(&scene.guards)
        remove(&scene.baseline)
        return scene
    }
}

/// Random groups.
extension SecurityScene {
    init(using generator: inout SeededGenerator) {
        func pick(_ choices: [String]) -> String { choices.randomElement(using: &generator) ?? "" }
        let members = [
            "{ labels: {} }", "{ labels: {} }", "{ labels: { role: web } }", "{ labels: { role: db } }",
            "{ nics: [a1, a4, t2] }", "{ networks: [lan] }", "{ networks: [twin], labels: { env: prod } }",
        ]
        let tierMembers = ["{ labels: {} }", "{ labels: { role: web } }", "{ labels: { env: prod } }"]
        tenant = (0..<3).map { number in
            Self.draft("g\(number)", pick(members), isTier: false, isGuard: false, using: &generator)
        }
        guards = (0..<Int.random(in: 0...2, using: &generator)).map { number in
            Self.draft("guard\(number)", pick(tierMembers), isTier: true, isGuard: true, using: &generator)
        }
        baseline = (0..<Int.random(in: 0...1, using: &generator)).map { number in
            Self.draft("base\(number)", pick(tierMembers), isTier: true, isGuard: false, using: &generator)
        }
        let reach = ["allow", "tenant", "deny"]
        let stated = "default: { ingress: \(pick(reach)), egress: \(pick(reach)), same-network: \(pick(reach)) }\n"
        defaults = Bool.random(using: &generator) ? stated : ""
    }

    private static func draft(
        _ name: String, _ members: String, isTier: Bool, isGuard: Bool, using generator: inout SeededGenerator
    ) -> Draft {
        func rules() -> [String] {
            (0..<Int.random(in: 0...5, using: &generator)).map { _ in
                rule(isTier: isTier, isGuard: isGuard, using: &generator)
            }
        }
        return Draft(name: name, members: members, ingress: rules(), egress: rules())
    }

    private static let protocols = [
        "any", "tcp", "tcp/1", "tcp/2-9", "tcp/1000-2000", "[tcp/1, udp]", "udp/2", "[udp/53, tcp/80-90, icmp]", "icmp",
        "icmp/echo", "icmp/13", "icmp6", "icmp6/echo", "[icmp/echo, icmp6/echo]", "ip/89", "ip/6", "ip/58",
        "[tcp/7-65534, udp/9-99]", "[tcp/1-3, tcp/4-9, udp/2-3]",
    ]
    private static let ends = [
        "any", "any", "external", "10.0.0.0/8", "10.0.1.8/29", "10.0.1.11", "0.0.0.0/0", "'::/0'", "'2001:db8:1::/64'",
        "'fe80::/10'", "net:lan", "net:twin", "group:g0", "group:g1", "group:g2", "nic:a1", "nic:t2", "set:s", "set:t",
        "label:role=web", "'label:role=web,env=prod'",
    ]
    private static let tierEnds = [
        "any", "external", "10.0.1.8/29", "'::/0'", "set:s", "label:role=web", "label:role=db", "group:guard0",
    ]

    private static func rule(isTier: Bool, isGuard: Bool, using generator: inout SeededGenerator) -> String {
        func pick(_ choices: [String]) -> String { choices.randomElement(using: &generator) ?? "" }
        let verdicts = isGuard ? ["allow", "deny", "pass", "pass"] : ["allow", "allow", "deny", "reject"]
        let end = pick(isTier ? tierEnds : ends)
        // `group:guard0` is there in some scenes only.
        let known = end == "group:guard0" ? "any" : end
        return "{ \(pick(verdicts)): \(pick(protocols)), PEER: \(known) }"
    }
}

/// What a scene's documents mean.
struct SecurityDocuments {
    let policy: PolicySet
    let resolution: Resolution
    let nics: [BoundNIC]

    var meaning: SecurityMeaning { SecurityMeaning(resolution) }

    struct Unreadable: Error, CustomStringConvertible {
        let description: String
    }

    init(_ texts: [String]) throws {
        let parsed = texts.map { readDocuments(Array($0.utf8), file: "scene.yaml", accepting: Kind.security) }
        do throws(PolicyRejection) {
            policy = try PolicySet().applying(
                parsed.flatMap(\.documents), by: .admin, alongside: parsed.flatMap(\.diagnostics))
        } catch {
            throw Unreadable(description: "\(error)\n\(texts.joined(separator: "\n---\n"))")
        }
        let policy = policy
        nics = policy.keys.compactMap { policy[$0] }.flatMap { document in
            document.nics.map { BoundNIC(scene: $0, of: document.key.tenant) }
        }.sorted { $0.name.vm < $1.name.vm }
        resolution = Resolution(policy, nics: nics)
    }
}

extension BoundNIC {
    fileprivate init(scene nic: NICDeclaration, of tenant: String) {
        let linkLocal = nic.mac.map { [IPAddress.v6(.linkLocal(from: $0))] } ?? []
        self.init(
            tenant: tenant, name: nic.name, network: NetworkName(tenant: tenant, name: nic.network.name),
            labels: nic.labels, addresses: Set(nic.addresses + linkLocal))
    }
}
