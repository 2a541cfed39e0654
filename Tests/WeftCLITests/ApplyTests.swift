import HTTPClient
import JSON
import Testing

@testable import WeftCLI

@Suite struct ApplyTests {
    private let directory: TestDirectory
    private let file: String

    init() throws {
        directory = try TestDirectory()
        file = try directory.write("version: 1\n".utf8, to: "base.yaml")
    }

    private func server(_ answers: String...) -> FakeServer {
        FakeServer(["POST /v1/apply": answers.map { .success(.ok($0)) }])
    }

    @Test("With --yes it applies at once, in one request without a base")
    func applies() {
        defer { directory.remove() }
        let server = server(PlanFixture.applied)
        let run = Run("apply", "-f", file, "--yes", server: server)
        #expect(run.status == 0)
        #expect(run.output == PlanFixture.text + "Applied       revision 42\nHosts         2 ready\n")
        #expect(run.errors == "")
        #expect(
            server.requests.map(\.body) == [
                [
                    "files": [["name": .string(file), "text": "version: 1\n"]], "delete": [], "planOnly": false,
                    "wait": "hosts", "timeoutMilliseconds": 30000,
                ]
            ])
    }

    @Test("At a terminal it shows the plan, asks, and applies on the base that it showed")
    func asks() {
        defer { directory.remove() }
        let server = server(PlanFixture.planned, PlanFixture.applied)
        let run = Run("apply", "-f", file, "--timeout", "2m", "--wait=accepted", server: server, answers: ["yes"])
        #expect(run.status == 0)
        #expect(run.output == PlanFixture.text + "Apply? [y/N] Applied       revision 42\n")
        #expect(server.requests.map { $0.body["planOnly"] } == [true, false])
        #expect(server.requests.last?.body["base"] == 41)
        #expect(server.requests.last?.body["wait"] == "accepted")
        #expect(server.requests.last?.body["timeoutMilliseconds"] == 120_000)
    }

    @Test("Without a yes nothing is applied", arguments: [["n"], [""], []])
    func declines(answers: [String]) {
        defer { directory.remove() }
        let server = server(PlanFixture.planned)
        let run = Run("apply", "-f", file, server: server, answers: answers)
        #expect(run.status == 1)
        #expect(run.errors == "error: cancelled: nothing was changed\n")
        #expect(server.requests.map { $0.body["planOnly"] } == [true])
    }

    @Test("Off a terminal a change without --yes is 2, and nothing to change is 0")
    func offTerminal() {
        defer { directory.remove() }
        let planned = server(PlanFixture.planned)
        let change = Run("apply", "-f", file, server: planned)
        #expect(change.status == 2)
        #expect(change.output == PlanFixture.text)
        #expect(change.errors == "error: usage: nothing was changed: off a terminal a change needs --yes\n")
        #expect(planned.requests.map { $0.body["planOnly"] } == [true])
        let nothing = Run("apply", "-f", file, server: server(PlanFixture.unchanged))
        #expect(nothing.status == 0)
        #expect(nothing.output == "Nothing to change  (revision 41)\n")
    }

    @Test("Hosts that lag are named and end the program with 7, unless nobody waited for them")
    func hostsBehind() {
        defer { directory.remove() }
        let run = Run("apply", "-f", file, "--yes", "-q", server: server(PlanFixture.behind))
        #expect(run.status == 7)
        #expect(run.output == "")
        #expect(
            run.errors == """
                error: hosts-pending: revision 42 is durable, but not in force on kvm2, kvm3 (pending), kvm9 (away)
                hint: they follow by themselves; see `weft get hosts`

                """)
        #expect(Run("apply", "-f", file, "--yes", "--wait=accepted", server: server(PlanFixture.behind)).status == 0)
    }

    @Test("-o json prints exactly the API's answer")
    func json() {
        defer { directory.remove() }
        let run = Run("apply", "-f", file, "--yes", "-o", "json", server: server(PlanFixture.applied))
        #expect(run.output == PlanFixture.applied + "\n")
        let plan = Run("plan", "-f", file, "-o", "json", server: server(PlanFixture.planned))
        #expect(plan.output == PlanFixture.planned + "\n")
    }

    @Test("A saved plan is applied with its documents on its base")
    func savedPlan() throws {
        defer { directory.remove() }
        let plan = directory.path + "/base.plan"
        #expect(Run("plan", "-f", file, "--out", plan, server: server(PlanFixture.planned)).status == 0)
        _ = try directory.write("changed".utf8, to: "base.yaml")
        let server = server(PlanFixture.applied)
        #expect(Run("apply", plan, "--yes", server: server).status == 0)
        #expect(server.requests.first?.body["base"] == 41)
        #expect(server.requests.first?.body["files"]?.array?.first?["text"] == "version: 1\n")
    }

    @Test("A file that is no saved plan is refused with advice")
    func noPlan() {
        defer { directory.remove() }
        let run = Run("apply", file)
        #expect(run.status == 2)
        #expect(
            run.errors
                == "error: invalid-plan: \(file) is no saved plan\nhint: documents are applied with -f \(file)\n")
    }

    @Test(
        "The exit code is the problem's, else that of the HTTP status",
        arguments: [
            (422, 3, 3), (409, 4, 4), (404, 5, 5), (403, 8, 8), (503, 6, 6), (500, nil, 6), (403, nil, 8), (422, 0, 3),
            (412, nil, 4), (401, nil, 8), (413, nil, 3), (400, 900, 2),
        ] as [(Int, Int64?, Int32)])
    func exitCodes(status: Int, exitCode: Int64?, expected: Int32) {
        defer { directory.remove() }
        let server = FakeServer(["POST /v1/apply": [.success(.problem(status, "c", "d", exitCode: exitCode))]])
        let run = Run("apply", "-f", file, "--yes", server: server)
        #expect(run.status == expected)
        #expect(run.errors == "error: c: d\n")
    }

    @Test(
        "No answer is 9; when the change may have been made it is 6",
        arguments: [
            (.unreachable, 9), (.tls, 9), (.timeout, 6), (.interrupted, 6), (.protocol, 6), (.invalid, 2),
        ] as [(HTTPClientError.Code, Int32)])
    func noAnswer(code: HTTPClientError.Code, expected: Int32) {
        defer { directory.remove() }
        let server = FakeServer(["POST /v1/apply": [.failure(HTTPClientError(code, "why"))]])
        #expect(Run("apply", "-f", file, "--yes", server: server).status == expected)
        // A plan changes nothing, so that there is no doubt.
        #expect(Run("plan", "-f", file, server: server).status == (code == .invalid ? 2 : 9))
    }

    @Test("All errors of documents are printed, each with its place")
    func diagnostics() {
        defer { directory.remove() }
        let errors: [JSONValue] = [
            [
                "code": "unknown-key", "severity": "error", "position": "base.yaml:4:3", "pointer": "/networks/web",
                "detail": "network web has no key `typ`", "hint": "did you mean `type`?", "related": ["a.yaml:1:1"],
            ],
            ["code": "missing", "severity": "error", "pointer": "/tenant", "detail": "tenant \u{1b}[31m is missing"],
        ]
        let problem = HTTPResponse.problem(422, "invalid", "2 errors; nothing was changed", exitCode: 3, errors: errors)
        let run = Run("apply", "-f", file, "--yes", server: FakeServer(["POST /v1/apply": [.success(problem)]]))
        #expect(run.status == 3)
        #expect(
            run.errors == #"""
                error: unknown-key: base.yaml:4:3: network web has no key `typ`
                hint: did you mean `type`?
                also: a.yaml:1:1
                error: missing: /tenant: tenant \u{1b}[31m is missing
                error: invalid: 2 errors; nothing was changed

                """#)
    }

    @Test("diff is 0 for the same, 1 for a difference, more for errors")
    func diff() {
        defer { directory.remove() }
        let same = Run("diff", "-f", file, server: server(PlanFixture.unchanged))
        #expect(same.status == 0)
        #expect(same.output == "")
        let different = Run("diff", "-f", file, server: server(PlanFixture.planned))
        #expect(different.status == 1)
        #expect(different.output == PlanFixture.text)
        #expect(Run("diff", "-f", file, server: FakeServer([:])).status == 5)
    }

    @Test("delete removes documents by name, with and without -T")
    func delete() {
        defer { directory.remove() }
        let server = server(PlanFixture.applied)
        #expect(Run("delete", "document", "base", "acme/access", "-T", "acme", "--yes", server: server).status == 0)
        #expect(server.requests.first?.body["delete"] == ["acme/base", "acme/access"])
        let unclear = Run("delete", "document", "base", "--yes", server: server)
        #expect(unclear.status == 2)
        #expect(unclear.errors.contains("hint: -T TENANT, or TENANT/base\n"))
        #expect(Run("delete", "network", "web", server: server).status == 2)
    }

    @Test("delete group asks for the plan of that group alone, and deletes what it had read")
    func deleteGroup() {
        defer { directory.remove() }
        let path = "/v1/tenants/acme/groups/web"
        let options = "wait=hosts&timeoutMilliseconds=30000"
        let server = FakeServer([
            "GET \(path)": [.success(.ok("{}", headers: ["etag": "\"a1\""]))],
            "DELETE \(path)?planOnly=1&\(options)": [.success(.ok(PlanFixture.planned))],
            "DELETE \(path)?\(options)": [.success(.ok(PlanFixture.applied))],
        ])
        let run = Run("delete", "group", "web", "-T", "acme", server: server, answers: ["y"])
        #expect(run.status == 0, "\(run.errors)")
        #expect(run.output == PlanFixture.text + "Apply? [y/N] Applied       revision 42\nHosts         2 ready\n")
        #expect(
            server.lines == ["GET \(path)", "DELETE \(path)?planOnly=1&\(options)", "DELETE \(path)?\(options)"])
        #expect(server.requests.dropFirst().allSatisfy { $0.headers["if-match"] == "\"a1\"" })
        #expect(Run("delete", "group", "acme/none", "--yes", server: server).status == 5)
    }
}
