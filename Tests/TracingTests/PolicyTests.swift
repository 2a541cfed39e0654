import NetworkTypes
import Pipeline
import Policy
import Testing
import Topology

@testable import Tracing

@Suite struct PolicyTests {
    private let web1 = NICID(tenant: "acme", vm: "web1", index: 0)
    private let web2 = NICID(tenant: "acme", vm: "web2", index: 0)

    @Test("Where no document says anything, the defaults that count are named")
    func unstated() throws {
        let trace = try TracedFabric().trace("web1", "web2", "tcp/22")
        #expect(
            trace.decisions == [
                Decision(
                    direction: .egress, nic: web1, verdict: .allow, basis: .byDefault,
                    text: "default of acme: egress: allow, which is not stated", origin: nil),
                Decision(
                    direction: .ingress, nic: web2, verdict: .allow, basis: .byDefault,
                    text: "default of acme: same-network: allow, which is not stated", origin: nil),
            ])
    }

    @Test("A stated default is named with its line")
    func stated() throws {
        let trace = try TracedFabric("default: { same-network: tenant }").trace("web1", "web2", "tcp/22")
        #expect(
            trace.decisions.map(\.text) == ["default of acme: egress: allow", "default of acme: same-network: tenant"])
        #expect(trace.decisions.map(\.origin?.position.line) == [4, 4])
        #expect(trace.faults == [])
    }

    @Test("Rules that tables do not follow are told loudly, and the verdict is that of the tables")
    func loud() throws {
        // The tables are those of other documents.
        var fabric = try TracedFabric()
        fabric.policy = try TracedFabric(
            """
            groups:
              web:
                members: { nics: ['web2:0'] }
                ingress: [{ deny: tcp/22, from: any }]
            """
        ).policy
        let trace = try fabric.trace("web1", "web2", "tcp/22")
        #expect(trace.isAllowed)
        #expect(
            trace.faults == [
                "ingress of acme/web2:0: tables say allow, the documents mean deny (acme/security:7)"
            ])
        #expect(trace.decisions.last?.text == "no rule of the tables")
    }

    // MARK: Stages of policy

    private func passage(_ stage: String, mark: RuleMark? = nil, line: Int? = nil) -> Passage {
        let key = DocumentKey(tenant: "acme", document: "security")
        return Passage(
            stage: stage, table: 0, flow: "-", owner: nil,
            origin: line.map { Origin(key, SourcePosition(file: "security.yaml", line: $0, column: 9)) },
            meaning: "-", mark: mark)
    }

    private func journey(_ stages: [Passage], droppedAt stage: String? = nil) -> Journey {
        let outcome: Journey.Outcome =
            stage.map { .dropped(at: $0, host: "kvm1", owner: nil, reason: "-") }
            ?? .delivered(to: web2, host: "kvm1", port: "tap-web2")
        return Journey(kind: .request, packet: "-", hosts: [.init(host: "kvm1", stages: stages)], outcome: outcome)
    }

    @Test("Of the rules that match, an allowing one counts before a rejecting, and that before a denying one")
    func precedence() {
        let stages = [
            passage("egress-track"), passage("egress-policy"), passage("rules", mark: .deny, line: 1),
            passage("rules", mark: .allow, line: 2), passage("rules"), passage("egress-verdict"), passage("switch"),
            passage("ingress-track"), passage("ingress-policy"), passage("rules", mark: .deny, line: 3),
            passage("rules", mark: .reject, line: 4), passage("ingress-verdict"),
        ]
        let journey = journey(stages, droppedAt: "ingress-verdict")
        let egress = TableVerdict(journey, .egress)
        #expect(egress.rule?.origin?.position.line == 2)
        #expect(!egress.isDropped)
        let ingress = TableVerdict(journey, .ingress)
        #expect(ingress.rule?.origin?.position.line == 4)
        #expect(ingress.isDropped)
    }

    @Test("The rule that tables follow is the one that the documents mean, or it is a fault")
    func followed() throws {
        let fabric = try TracedFabric(
            """
            groups:
              web:
                members: { nics: ['web2:0'] }
                ingress:
                  - { allow: udp/53, from: any }
                  - { deny: tcp/22, from: 'nic:web1:0' }
            """)
        let (scene, opinion) = try setting(fabric)
        let judgement = try #require(opinion.judgement(scene.frame, from: scene.sender, to: scene.receiver))
        for (line, faults) in [(9, 0), (8, 1)] {
            let stages = [
                passage("ingress-track"), passage("ingress-policy"), passage("rules", mark: .deny, line: line),
                passage("ingress-verdict"),
            ]
            let deciding = Deciding(journey(stages, droppedAt: "ingress-verdict"), judgement, scene, opinion)
            #expect(deciding.faults.count == faults)
            // The sender's policy was not asked: what counts for it is not known from a packet that was lost.
            #expect(deciding.decisions.map(\.direction) == [.ingress])
            #expect(deciding.decisions.map(\.verdict) == [.deny])
            if faults == 0 {
                #expect(deciding.decisions[0].text == "deny: tcp/22, nic:web1:0, in group acme/web")
            }
        }
    }

    private func setting(_ fabric: TracedFabric, to receiver: String = "web2") throws -> (Scene, SecondOpinion) {
        let sender = try #require(ServedEnd(web1, fabric.topology))
        let receiver = try #require(ServedEnd(NICID(tenant: "acme", vm: receiver, index: 0), fabric.topology))
        let addresses = try AddressPair.choose((sender, nil), (receiver, nil), for: .tcp(22)).get()
        let frame = ProbeFrame(
            .tcp(22), from: .init(mac: sender.mac, address: addresses.from),
            to: .init(mac: receiver.mac, address: addresses.to))
        let source = TraceSource(
            policy: fabric.policy, topology: fabric.topology, engine: fabric.engine, origin: { _ in nil },
            absence: { _ in "" }, doubt: { _ in nil })
        let scene = Scene(
            topology: fabric.topology, engine: fabric.engine, sender: sender, receiver: receiver, frame: frame)
        return (scene, SecondOpinion(source, [sender, receiver]))
    }

    // MARK: Suggestions

    struct Case: Sendable {
        let security: String
        var guards: String?
        let texts: [String]
        /// The same with what is suggested.
        let mended: String
        var mendedGuards: String?
    }

    static let cases = [
        // No group is there.
        Case(
            security: "default: { same-network: deny }",
            texts: [
                "a group of acme with `members: { nics: [web2:0] }` and `ingress: [{ allow: tcp/22, from: nic:web1:0 }]`"
            ],
            mended: """
                default: { same-network: deny }
                groups: { new: { members: { nics: [web2:0] }, ingress: [{ allow: tcp/22, from: nic:web1:0 }] } }
                """),
        // Both policies refuse, and a group is there for one: the smaller of two.
        Case(
            security: """
                default: { same-network: deny, egress: deny }
                groups:
                  lan: { members: { networks: [web] } }
                  one: { members: { nics: ['web2:0'] }, ingress: [{ allow: udp/53, from: any }] }
                """,
            texts: [
                "`allow: tcp/22, to: nic:web2:0` in group acme/lan, egress, at security.yaml:6",
                "`allow: tcp/22, from: nic:web1:0` in group acme/one, ingress, at security.yaml:7",
            ],
            mended: """
                default: { same-network: deny, egress: deny }
                groups:
                  lan: { members: { networks: [web] }, egress: [{ allow: tcp/22, to: nic:web2:0 }] }
                  one:
                    members: { nics: ['web2:0'] }
                    ingress: [{ allow: udp/53, from: any }, { allow: tcp/22, from: nic:web1:0 }]
                """),
        // A rule refuses it.
        Case(
            security: """
                groups:
                  one:
                    members: { nics: ['web2:0'] }
                    ingress:
                      - { reject: tcp/22, from: any }
                """,
            texts: ["`allow: tcp/22, from: nic:web1:0` in group acme/one, ingress, before security.yaml:8"],
            mended: """
                groups:
                  one:
                    members: { nics: ['web2:0'] }
                    ingress:
                      - { allow: tcp/22, from: nic:web1:0 }
                      - { reject: tcp/22, from: any }
                """),
        // A guard refuses it, and knows other tenants' NICs by address.
        Case(
            security: "",
            guards: "groups: { base: { members: { labels: {} }, ingress: [{ deny: tcp/22, from: any }] } }",
            texts: ["`allow: tcp/22, from: 10.10.1.5` in group admin/base, ingress, before guard.yaml:5"],
            mended: "",
            mendedGuards: """
                groups:
                  base:
                    members: { labels: {} }
                    ingress: [{ allow: tcp/22, from: 10.10.1.5 }, { deny: tcp/22, from: any }]
                """),
    ]

    @Test("The smallest rule that would allow it is told, and with it the documents do", arguments: cases)
    func suggestions(_ test: Case) throws {
        func suggestions(_ security: String, _ guards: String?) throws -> [String] {
            let (scene, opinion) = try setting(try TracedFabric(security, guards: guards))
            let judgement = try #require(opinion.judgement(scene.frame, from: scene.sender, to: scene.receiver))
            let search = SuggestionSearch(
                frame: scene.frame, sender: scene.sender, receiver: scene.receiver, opinion: opinion)
            return search.suggestions(judgement).map(\.text)
        }
        #expect(try suggestions(test.security, test.guards) == test.texts)
        #expect(try suggestions(test.mended, test.mendedGuards) == [])
    }
}
