import HTTPClient
import JSON
import Testing

@testable import WeftCLI

@Suite struct VerbTests {
    @Test("wait asks until the condition is true")
    func wait() {
        func answer(_ status: String) -> Result<HTTPResponse, HTTPClientError> {
            let condition = #"{"type":"Ready","status":"\#(status)","message":"no host serves it"}"#
            return .success(.ok(#"{"name":"web1:0","status":{"conditions":[\#(condition)]}}"#))
        }
        let line = "GET /v1/tenants/acme/nics/web1%3A0"
        let missing = Result<HTTPResponse, HTTPClientError>.success(
            .problem(404, "not-found", "no", exitCode: 5))
        let server = FakeServer([line: [missing, answer("False"), answer("True")]])
        let run = Run("wait", "--for=ready", "nic/web1:0", "-T", "acme", server: server)
        #expect(run.status == 0)
        #expect(run.output == "nic/web1:0 is ready\n")
        #expect(server.lines == [line, line, line])

        let late = Run(
            "wait", "nic/acme/web1:0", "--timeout", "3s", server: FakeServer([line: [answer("False")]]))
        #expect(late.status == 6)
        #expect(
            late.errors
                == "error: timeout: nic/acme/web1:0 is not ready within the time-out (Ready: no host serves it)\n")
        let gone = Run("wait", "nic/acme/web1:0", "--for=deleted", server: FakeServer([line: [missing]]))
        #expect(gone.status == 0)
        #expect(Run("wait", "nic").status == 2)
    }

    @Test("wait takes a phase where there is no such condition")
    func waitForPhase() {
        let server = FakeServer(["GET /v1/hosts/kvm1": #"{"status":{"phase":"Ready"}}"#])
        #expect(Run("wait", "host/kvm1", server: server).status == 0)
    }

    @Test("wait takes several objects and is content when all are there")
    func waitForSeveral() {
        let ready = #"{"status":{"phase":"Ready"}}"#
        let server = FakeServer(["GET /v1/hosts/kvm1": ready, "GET /v1/hosts/kvm2": ready])
        let run = Run("wait", "host/kvm1", "host/kvm2", server: server)
        #expect(run.output == "host/kvm1 is ready\nhost/kvm2 is ready\n")
        let away = FakeServer(["GET /v1/hosts/kvm1": ready, "GET /v1/hosts/kvm2": #"{"status":{"phase":"Away"}}"#])
        #expect(Run("wait", "host/kvm1", "host/kvm2", "--timeout", "3s", server: away).status == 6)
        #expect(Run("wait").status == 2)
    }

    @Test("history shows a revision with its documents")
    func history() {
        let body = """
            {"revision":42,"time":"2026-11-20T14:00:00Z","actor":"root","summary":"2 changes",\
            "documents":[{"document":"acme/base","deleted":false},{"document":"acme/old","deleted":true}]}
            """
        let run = Run("history", "42", server: FakeServer(["GET /v1/revisions/42": body]))
        #expect(
            run.output == """
                Revision      42
                Time          2026-11-20T14:00:00Z
                Actor         root
                Summary       2 changes
                Documents     acme/base
                              acme/old (deleted)

                """)
        #expect(Run("history", "now").status == 2)
    }

    @Test("One document is exported byte for byte, several with separators, or into files")
    func export() throws {
        let directory = try TestDirectory()
        defer { directory.remove() }
        let json = HTTPResponse.ok("{}", headers: ["content-type": "application/json"])
        let list = #"{"items":[{"name":"base","tenant":"acme"},{"name":"access","tenant":"acme"}]}"#
        let server = FakeServer([
            "GET /v1/tenants/acme/documents": [.success(.ok(list))],
            "GET /v1/documents/acme/base": [.success(.ok("# mine\nversion:  1"))],
            "GET /v1/documents/acme/access": [.success(json)],
        ])
        #expect(Run("export", "--document", "acme/base", server: server).output == "# mine\nversion:  1")
        #expect(Run("export", "--tenant", "acme", server: server).output == "# mine\nversion:  1\n---\n{}")
        #expect(Run("export", "-T", "acme", "-d", directory.path, server: server).status == 0)
        #expect(
            try FileReader.names(in: directory.path).filter { $0.hasPrefix("a") || $0.hasPrefix("b") }
                == ["access.json", "base.yaml"])
        #expect(try FileReader.read(directory.path + "/base.yaml", limit: 99) == Array("# mine\nversion:  1".utf8))
    }

    @Test("A hostile server cannot make export write elsewhere")
    func exportedNames() throws {
        let directory = try TestDirectory()
        defer { directory.remove() }
        let server = FakeServer([
            "GET /v1/documents": #"{"items":[{"name":"..","tenant":"acme"}]}"#, "GET /v1/documents/acme/..": "x",
        ])
        #expect(Run("export", "-d", directory.path, server: server).status == 9)
        #expect(server.lines == ["GET /v1/documents"])
    }

    @Test("Flows stand under a comment that names their origin")
    func flows() {
        let body = """
            {"revision":7,"items":[\
            {"host":"kvm1","flow":"cookie=0x1, table=0, priority=100,in_port=1 actions=resubmit(,1)",\
            "owner":"nic/acme/web1:0","position":"base.yaml:12:5","document":"acme/base","stage":"classify"},\
            {"host":"kvm1","flow":"cookie=0x1, table=0, priority=90,in_port=1 actions=drop",\
            "owner":"nic/acme/web1:0","position":"base.yaml:12:5","document":"acme/base","stage":"classify"},\
            {"host":"kvm2","group":"group_id=1,type=all,bucket=output:1","owner":"network/acme/web"}]}
            """
        let run = Run("flows", server: FakeServer(["GET /v1/flows": body]))
        #expect(
            run.output == """
                # kvm1 classify: nic/acme/web1:0 (acme/base, base.yaml:12)
                cookie=0x1, table=0, priority=100,in_port=1 actions=resubmit(,1)
                cookie=0x1, table=0, priority=90,in_port=1 actions=drop

                # kvm2: network/acme/web
                group_id=1,type=all,bucket=output:1

                """)
        #expect(Run("flows", "-o", "json", server: FakeServer(["GET /v1/flows": body])).output == body + "\n")
    }

    @Test("Text from the server is printed, but cannot act on the terminal")
    func describe() {
        let server = FakeServer(["GET /v1/hosts/kvm1?view=describe": #"{"text":"Name:\tkvm1\n\u001b]0;x"}"#])
        #expect(Run("describe", "host", "kvm1", server: server).output == "Name:\tkvm1\n\\u{1b}]0;x\n")
    }

    @Test("Pictures are printed as they are")
    func topology() {
        let server = FakeServer(["GET /v1/topology?format=dot": "digraph {\n}\n"])
        #expect(Run("topology", "-o", "dot", server: server).output == "digraph {\n}\n")
    }

    @Test("version names both sides")
    func version() {
        let server = FakeServer(["GET /v1/version": #"{"version":"0.1.0"}"#])
        #expect(Run("version", server: server).output == "weft   0.1.0\nweftd  0.1.0\n")
        #expect(Run("version", "--client").output == "weft   0.1.0\n")
    }

    @Test("edit applies what the editor made of a document, on the revision that it had")
    func edit() throws {
        let source = HTTPResponse.ok("name: web\n", headers: ["etag": "\"41\""])
        let server = FakeServer([
            "GET /v1/documents/acme/base": [.success(source)],
            "POST /v1/apply": [.success(.ok(PlanFixture.applied))],
        ])
        let run = Run("edit", "acme/base", "--editor", "sed -i s/web/www/", "--yes", server: server)
        #expect(run.status == 0)
        let body = try #require(server.requests.last?.body)
        #expect(body["base"] == 41)
        #expect(body["files"] == [["name": "acme/base.yaml", "text": "name: www\n"]])

        let unchanged = Run("edit", "acme/base", "--editor", "true", server: server)
        #expect(unchanged.output == "Nothing was changed.\n")
    }
}
