import Testing

@testable import WeftCLI

@Suite struct TraceCommandTests {
    private static let denied = """
        {"revision":9,"verdict":"denied","reason":"ingress of acme/db1:0: default of acme: same-network: deny at security.yaml:4",\
        "protocol":"tcp/22",\
        "from":{"end":"web1","nic":"acme/web1:0","network":"acme/lan","address":"10.10.1.5"},\
        "to":{"end":"db1","nic":"acme/db1:0","network":"acme/lan","address":"10.10.1.6"},\
        "packets":[{"packet":"request","text":"TCP SYN 10.10.1.5:49152 → 10.10.1.6:22","delivered":false,\
        "reason":"the policy of acme/db1:0 does not admit it: dropped",\
        "dropped":{"stage":"ingress-verdict","host":"kvm1","owner":"nic/acme/db1:0"},\
        "hosts":[{"host":"kvm1","stages":[\
        {"stage":"classify","table":0,"meaning":"from acme/web1:0, in network acme/lan","owner":"nic/acme/web1:0",\
        "document":"acme/base","position":"base.yaml:8:5","flow":"table=0, in_port=1 actions=goto_table:10"},\
        {"stage":"ingress-verdict","table":90,"meaning":"the policy of acme/db1:0 does not admit it: dropped",\
        "owner":"nic/acme/db1:0","document":null,"position":null}]}]}],\
        "decisions":[{"direction":"egress","nic":"acme/web1:0","verdict":"allow","by":"rule",\
        "text":"allow: any, any, in group acme/web","document":"acme/security","position":"security.yaml:9:9"},\
        {"direction":"ingress","nic":"acme/db1:0","verdict":"deny","by":"default",\
        "text":"default of acme: same-network: deny","document":"acme/security","position":"security.yaml:4:1"}],\
        "suggestions":[{"direction":"ingress","nic":"acme/db1:0","rule":"allow: tcp/22, from: nic:web1:0",\
        "group":"acme/db","text":"`allow: tcp/22, from: nic:web1:0` in group acme/db, ingress, at security.yaml:12"}],\
        "notes":["host kvm1 is away: what it has last been told stands"],"faults":["x\\u001b[2J"]}
        """

    private static let line = "GET /v1/trace?from=web1&to=db1&proto=tcp%2F22&tenant=acme"

    @Test("A denied packet: its stages, the policies, what would allow it; exit code 1")
    func denied() {
        let run = Run("trace", "web1", "db1", "tcp/22", "-T", "acme", server: FakeServer([Self.line: Self.denied]))
        #expect(run.status == 1)
        #expect(
            run.output == #"""
                tcp/22  acme/web1:0 (10.10.1.5) → acme/db1:0 (10.10.1.6)  network acme/lan

                request  TCP SYN 10.10.1.5:49152 → 10.10.1.6:22
                  kvm1
                    classify         from acme/web1:0, in network acme/lan                base.yaml:8
                    ingress-verdict  the policy of acme/db1:0 does not admit it: dropped
                  lost in ingress-verdict: the policy of acme/db1:0 does not admit it: dropped

                POLICY   NIC          VERDICT  BY       RULE                                 PLACE
                egress   acme/web1:0  allow    rule     allow: any, any, in group acme/web   security.yaml:9
                ingress  acme/db1:0   deny     default  default of acme: same-network: deny  security.yaml:4

                denied: ingress of acme/db1:0: default of acme: same-network: deny at security.yaml:4
                to allow it: `allow: tcp/22, from: nic:web1:0` in group acme/db, ingress, at security.yaml:12
                note: host kvm1 is away: what it has last been told stands
                FAULT OF WEFT, please report it: x\u{1b}[2J

                """#)
    }

    @Test("-o wide shows flows, -o json the answer as it came")
    func formats() {
        func run(_ format: String) -> Run {
            Run(
                "trace", "web1", "db1", "tcp/22", "-T", "acme", "-o", format,
                server: FakeServer([Self.line: Self.denied]))
        }
        #expect(run("wide").output.contains("base.yaml:8\n      table=0, in_port=1 actions=goto_table:10\n"))
        #expect(run("json").output == Self.denied + "\n")
        #expect(run("json").status == 1)
        #expect(run("yaml").output.contains("verdict: denied\n"))
    }

    @Test("An allowed packet is exit code 0, and one that cannot be sent shows no stages")
    func verdicts() {
        func run(_ verdict: String) -> Run {
            let body =
                #"{"verdict":"\#(verdict)","reason":"why","protocol":"icmp/echo","packets":[],"#
                + #""from":{"end":"acme/a","nic":null},"to":{"end":"external","nic":null}}"#
            return Run(
                "trace", "acme/a", "external", "icmp",
                server: FakeServer([
                    "GET /v1/trace?from=acme%2Fa&to=external&proto=icmp": body
                ]))
        }
        #expect(run("allowed").status == 0)
        #expect(run("denied").status == 1)
        #expect(run("denied").output == "icmp/echo  acme/a → external\n\ndenied: why\n")
        #expect(
            Run("trace", "a", "b", "icmp", server: FakeServer(["GET /v1/trace?from=a&to=b&proto=icmp": "{}"])).status
                == 9)
    }

    @Test("What is not there is 5, and --live is told that it is not there yet")
    func failures() {
        #expect(Run("trace", "a", "b", "icmp").status == 5)
        let live = Run("trace", "a", "b", "icmp", "--live")
        #expect(live.status == 2)
        #expect(live.errors.hasPrefix("error: not-supported: `--live` is not in this version of Weft\n"))
        #expect(Run("trace", "a", "b").status == 2)
    }
}
