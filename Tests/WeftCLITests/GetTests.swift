import HTTPClient
import Testing

@testable import WeftCLI

@Suite struct GetTests {
    private static let table = #"{"revision":7,"columns":["NAME","NICS"],"rows":[["web","12"],["db","-"],["a","3"]]}"#
    private static let nics =
        #"{"revision":7,"items":[{"name":"web1:0","tenant":"acme","spec":{"network":"web"}}],"nextPageToken":null}"#

    @Test("A list is printed as the API's table")
    func table() {
        let server = FakeServer(["GET /v1/networks?view=table": Self.table])
        let run = Run("get", "networks", server: server)
        #expect(run.status == 0)
        #expect(run.output == "NAME  NICS\nweb   12\ndb    -\na     3\n")
    }

    @Test(
        "Flags become the query, names become the path",
        arguments: [
            (["get", "networks", "-T", "acme", "-o", "wide"], "GET /v1/tenants/acme/networks?view=table&wide=1"),
            (
                ["get", "nics", "--unbound", "-l", "role=web"],
                "GET /v1/nics?labelSelector=role%3Dweb&unbound=1&view=table"
            ),
            (["get", "nic", "acme/web1:0"], "GET /v1/tenants/acme/nics/web1%3A0?view=table"),
            (["get", "nic", "a/b:0", "-T", "acme"], "GET /v1/tenants/acme/nics/a%2Fb%3A0?view=table"),
            (["get", "hosts", "-T", "acme"], "GET /v1/hosts?view=table"),
            (["get", "host", "kvm1", "-o", "json"], "GET /v1/hosts/kvm1"),
            (["get", "rules", "-T", "acme", "-o", "wide"], "GET /v1/tenants/acme/rules?view=table&wide=1"),
            (["describe", "group", "acme/web"], "GET /v1/tenants/acme/groups/web?view=describe"),
            (["describe", "vm", "acme/web 1"], "GET /v1/tenants/acme/vms/web%201?view=describe"),
            (["explain"], "GET /v1/explain?path="),
            (["explain", "networks.subnets"], "GET /v1/explain?path=networks.subnets"),
            (["topology", "-o", "svg"], "GET /v1/topology?format=svg"),
            (
                ["flows", "--nic", "web1:0", "-T", "acme", "--host", "kvm1"],
                "GET /v1/flows?host=kvm1&nic=acme%2Fweb1%3A0"
            ),
            (["history"], "GET /v1/revisions?view=table"),
            (["history", "42"], "GET /v1/revisions/42"),
        ])
    func targets(words: [String], line: String) {
        let server = FakeServer([:])
        let console = FakeConsole()
        _ = Program(console: console) { _ in server }.run(words, environment: [:])
        #expect(server.lines == [line])
        #expect(console.errors == "error: not-found: there is no \(line)\n")
    }

    @Test("-o json is the answer byte for byte; yaml and name are made from it")
    func formats() {
        let server = FakeServer(["GET /v1/nics": Self.nics])
        #expect(Run("get", "nics", "-o", "json", server: server).output == Self.nics + "\n")
        #expect(Run("get", "nics", "-o", "name", server: server).output == "nic/acme/web1:0\n")
        #expect(
            Run("get", "nics", "-o", "yaml", server: server).output == """
                revision: 7
                items:
                  - name: "web1:0"
                    tenant: acme
                    spec:
                      network: web
                nextPageToken: null

                """)
        let ofTenant = FakeServer(["GET /v1/tenants/acme/nics": Self.nics])
        #expect(Run("get", "nics", "-T", "acme", "-o", "name", server: ofTenant).output == "nic/web1:0\n")
    }

    @Test("Pages are joined")
    func pages() {
        let server = FakeServer([
            "GET /v1/vms?view=table": #"{"columns":["NAME"],"rows":[["a"]],"nextPageToken":"t 1"}"#,
            "GET /v1/vms?view=table&pageToken=t%201": #"{"columns":["NAME"],"rows":[["b"]],"nextPageToken":"t2"}"#,
            "GET /v1/vms?view=table&pageToken=t2": #"{"columns":["NAME"],"rows":[["c"]]}"#,
        ])
        #expect(Run("get", "vms", server: server).output == "NAME\na\nb\nc\n")
    }

    @Test("Rows are sorted on request, headers left out")
    func sorted() {
        let server = FakeServer(["GET /v1/networks?view=table": Self.table])
        let run = Run("get", "networks", "--sort-by", "nics", "--no-headers", server: server)
        #expect(run.output == "a    3\nweb  12\ndb   -\n")
        let unknown = Run("get", "networks", "--sort-by", "nis", server: server)
        #expect(unknown.status == 2)
        #expect(unknown.errors == "error: usage: there is no column 'nis'\nhint: did you mean 'NICS'?\n")
    }

    @Test("An empty list says so on standard error")
    func empty() {
        let server = FakeServer(["GET /v1/hosts?view=table": #"{"columns":["NAME"],"rows":[]}"#])
        let run = Run("get", "hosts", server: server)
        #expect(run.status == 0)
        #expect(run.output == "")
        #expect(run.errors == "No hosts.\n")
    }

    @Test(
        "A kind that is not built yet is told from one that does not exist",
        arguments: [
            ("routers", "not-supported"), ("router", "not-supported"), ("gadgets", "usage"),
        ])
    func unknownNouns(noun: String, code: String) {
        let run = Run("get", noun)
        #expect(run.status == 2)
        #expect(run.errors.hasPrefix("error: \(code): `\(noun)` is "))
    }

    @Test(
        "Answers that make no sense are errors, not crashes",
        arguments: [
            "", "[]", "{}", #"{"columns":["A"],"rows":[[]]}"#, #"{"columns":["A"],"rows":[3]}"#, "\u{1}",
        ])
    func nonsense(body: String) {
        let run = Run("get", "hosts", server: FakeServer(["GET /v1/hosts?view=table": body]))
        #expect(run.status == 9)
        #expect(run.errors.hasPrefix("error: protocol: the server's answer is not understood: "))
    }

    @Test("A watch prints the table row by row, and ends with 9 when the server ends it")
    func watch() {
        let events = """
            event: columns\ndata: {"columns":["NAME","STATUS"]}\n\n: still here\n
            event: added\nid: 1\ndata: {"row":["kvm1","Ready"]}\n
            event: removed\nid: 2\ndata: {"row":["kvm-with-a-long-name","-"]}\n
            event: changed\nid: 3\ndata: {"row":["kvm1","Away\\u001b"]}\n\n
            """
        let run = Run(
            "get", "hosts", "-w", server: FakeServer(["WATCH /v1/hosts?view=table&watch=1": events]))
        #expect(run.status == 9)
        #expect(
            run.output == #"""
                EVENT    NAME     STATUS
                added    kvm1     Ready
                removed  kvm-with-a-long-name  -
                changed  kvm1                  Away\u{1b}

                """#)
        let json = Run(
            "get", "hosts", "-w", "-o", "json",
            server: FakeServer(["WATCH /v1/hosts?watch=1": "event: added\ndata: {\"name\":\"kvm1\"}\n\n"]))
        #expect(json.output == #"{"event":"added","object":{"name":"kvm1"}}"# + "\n")
    }

    @Test("A refused watch is a failure like any other")
    func refusedWatch() {
        #expect(Run("get", "hosts", "-w").status == 5)
    }
}
