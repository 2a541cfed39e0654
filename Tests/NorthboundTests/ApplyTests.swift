import JSON
import Northbound
import Policy
import Testing

@Suite struct ApplyTests {
    private func file(_ name: String, _ text: String) -> JSONValue { ["name": .string(name), "text": .string(text)] }

    @Test("A plan tells the objects and what the hosts get, and changes nothing")
    func plan() throws {
        let fabric = try ServedFabric.populated()
        let text = ServedFabric.base.replacing("addresses: [10.10.1.6]", with: "addresses: [10.10.1.7]")
            .replacing("  - { vm: gone, mac: 52:54:00:00:00:09, network: db }\n", with: "")
        let answer = fabric.post(["files": [file("base.yaml", text)], "planOnly": true])
        #expect(answer.status == 200)
        let plan = try #require(answer.json["plan"])
        let expected: JSONValue = [
            [
                "kind": "nic", "tenant": "acme", "name": "gone:0", "operation": "removed",
                "summary": "nic gone:0 (db, 52:54:00:00:00:09)", "details": [], "position": "base.yaml:12:5",
            ],
            [
                "kind": "nic", "tenant": "acme", "name": "web2:0", "operation": "changed",
                "summary": "nic web2:0 (web, 52:54:00:00:00:02, 10.10.1.7)",
                "details": ["addresses: 10.10.1.6 → 10.10.1.7"], "position": "base.yaml:9:5",
            ],
        ]
        #expect(plan["changes"] == expected)
        #expect(plan["base"] == 3 && plan["next"] == 4)
        let unstated: JSONValue = [
            "code": "no-default", "severity": "warning",
            "detail": "acme: no document states a `default`; ingress is `tenant`, egress `allow`, same-network `allow`",
            "hint": "`default: {}` in one of its documents states just that; see `weft explain default`",
        ]
        #expect(plan["warnings"] == [unstated])
        #expect(plan["hosts"] == ["touched": 2, "total": 3])
        // How many flows that are is the compiler's business.
        #expect(plan["flows"]?["added"]?.integer ?? 0 > 0 && plan["flows"]?["removed"]?.integer ?? 0 > 0)
        #expect(plan["groups"] == ["added": 0, "removed": 0])
        #expect(answer.json["revision"]?.isNull == true && answer.json["applied"] == false)
        #expect(answer.json["hosts"] == ["ready": [], "pending": [], "away": [], "degraded": []])
        #expect(try fabric.json("/v1/documents")["revision"] == 3)
    }

    @Test("An apply that waits tells which hosts have it")
    func waiting() throws {
        let fabric = try ServedFabric.populated()
        let text = ServedFabric.base.replacing("addresses: [10.10.1.6]", with: "addresses: [10.10.1.7]")
        let answer = fabric.post(["files": [file("base.yaml", text)], "wait": "hosts", "timeoutMilliseconds": 1000])
        #expect(answer.status == 200)
        #expect(answer.json["revision"] == 4)
        #expect(answer.json["applied"] == true)
        #expect(answer.json["hosts"] == ["ready": ["kvm1", "kvm2"], "pending": [], "away": [], "degraded": []])
    }

    @Test("The same text again makes no revision")
    func unchanged() throws {
        let fabric = try ServedFabric.populated()
        let answer = fabric.post(["files": [file("base.yaml", ServedFabric.base)]])
        #expect(answer.json["applied"] == false)
        #expect(answer.json["revision"]?.isNull == true)
        #expect(answer.json["plan"]?["changes"] == [])
    }

    @Test("Everything that is wrong comes in one answer, each with its place and what to do")
    func errors() throws {
        let fabric = try ServedFabric.populated()
        let bad = """
            version: 1
            tenant: acme
            document: extra
            netwroks: {}
            nics:
              - { vm: a, mac: 52:54, network: web }
              - { vm: b, network: wbe }
            """
        let answer = fabric.post(["files": [file("bad.yaml", bad), file("worse.yaml", "a: [")]])
        #expect(answer.status == 422)
        #expect(answer.headers["content-type"] == "application/problem+json")
        #expect(answer.json["code"] == "invalid")
        #expect(answer.json["exitCode"] == 3)
        let errors = try #require(answer.json["errors"]?.array)
        #expect(answer.json["detail"]?.string == "\(errors.count) errors; nothing was changed")
        let codes = errors.map { "\($0["position"]?.string ?? "-") \($0["code"]?.string ?? "-")" }
        #expect(codes.contains("bad.yaml:4:1 unknown-key"), "\(codes)")
        #expect(codes.contains("bad.yaml:6:19 invalid"), "\(codes)")
        #expect(codes.contains { $0.hasPrefix("worse.yaml:") && $0.hasSuffix("syntax") }, "\(codes)")
        let unknown = try #require(errors.first { $0["code"] == "unknown-key" })
        #expect(unknown["hint"]?.string?.contains("networks") == true)
        #expect(unknown["severity"] == "error")
        #expect(try fabric.json("/v1/documents")["revision"] == 3)
    }

    @Test("A stale base is a conflict, and so is taking away what is in use")
    func conflicts() throws {
        let fabric = try ServedFabric.populated()
        let text = ServedFabric.base + "# changed\n"
        let stale = fabric.post(["files": [file("base.yaml", text)], "base": 1])
        #expect(stale.status == 409)
        #expect(stale.json["exitCode"] == 4)
        #expect(stale.json["errors"]?.array?.first?["hint"] == "plan again")
        #expect(fabric.post(["files": [file("base.yaml", text)], "base": 2]).status == 200)
    }

    @Test("Documents are deleted by name; one that is not there is not found")
    func deletion() throws {
        let fabric = try ServedFabric.populated()
        let missing = fabric.post(["delete": ["acme/none"]])
        #expect(missing.status == 404)
        #expect(missing.json["exitCode"] == 5)
        let answer = fabric.post(["delete": ["globex/base"]])
        #expect(answer.json["plan"]?["changes"]?.array?.allSatisfy { $0["operation"] == "removed" } == true)
        #expect(answer.json["revision"] == 4)
        #expect(fabric.get("/v1/documents/globex/base").status == 404)
        #expect(try fabric.json("/v1/revisions/4")["documents"] == [["document": "globex/base", "deleted": true]])
    }

    @Test("A tenant writes its own documents and no others")
    func denied() throws {
        let fabric = try ServedFabric.populated()
        let alice = APIRequest.Asker(name: "alice", role: .tenant("globex"))
        let answer = fabric.post(["files": [file("base.yaml", ServedFabric.base + "#\n")]], as: alice)
        #expect(answer.status == 403)
        #expect(answer.json["exitCode"] == 8)
        #expect(fabric.post(["files": [file("other.yaml", ServedFabric.other + "#\n")]], as: alice).status == 200)
        #expect(fabric.revisions.last?.actor == "alice")
    }

    @Test(
        "A body of another form is a usage error",
        arguments: [
            "", "[]", "{}", "{\"files\": 1}", "{\"files\": [{\"name\": \"a\"}]}", "{\"delete\": [\"acme\"]}",
            "{\"delete\": [\"acme/base\"], \"base\": -1}", "{\"delete\": [\"acme/base\"], \"wait\": \"ever\"}",
            "{\"delete\": [\"acme/base\"], \"timeoutMilliseconds\": 900000}",
            "{\"delete\": [\"acme/base\"], \"dryRun\": true}",
            "{\"delete\": [\"acme/base\"], \"planOnly\": 1}",
        ])
    func malformed(_ body: String) throws {
        let fabric = try ServedFabric()
        let answer = fabric.serve(ServedFabric.request("POST", "/v1/apply", body: Array(body.utf8)))
        #expect(answer.status == 400)
        #expect(answer.json["code"] == "bad-request")
        #expect(answer.json["exitCode"] == 2)
    }
}
