import JSON
import Northbound
import Policy
import Testing

@Suite struct GroupWriteTests {
    private func send(
        _ method: String, _ fabric: ServedFabric, _ name: String = "web", spec: JSONValue? = nil,
        query: String = "", headers: [String: String] = [:], as asker: APIRequest.Asker = ServedFabric.admin
    ) -> APIResponse {
        let body: JSONValue = spec.map { ["spec": $0] } ?? .null
        return fabric.serve(
            ServedFabric.request(
                method, "/v1/tenants/acme/groups/\(name)\(query)", as: asker, headers: headers,
                body: spec == nil ? [] : body.serializedBytes()))
    }

    private static let spec: JSONValue = [
        "members": ["labels": ["role": "web"]], "ingress": [["allow": ["tcp/80", "tcp/443"], "from": "any"]],
    ]

    private func tag(_ fabric: ServedFabric, _ name: String = "web") -> String {
        fabric.get("/v1/tenants/acme/groups/\(name)").headers["etag"] ?? "none"
    }

    @Test("A group written by itself lives in document api, an object a line, and shows so")
    func creation() throws {
        let fabric = try ServedFabric.populated()
        #expect(send("PUT", fabric, spec: Self.spec).status == 201)
        let db: JSONValue = ["members": ["nics": ["db1:0"]], "ingress": [["allow": "tcp/5432", "from": "group:web"]]]
        #expect(send("PUT", fabric, "db", spec: db, headers: ["if-none-match": "*"]).status == 201)
        #expect(
            fabric.get("/v1/documents/acme/api").text == #"""
                {
                  "version": 1,
                  "tenant": "acme",
                  "document": "api",
                  "groups": {
                    "db": {"members":{"nics":["db1:0"]},"ingress":[{"allow":"tcp/5432","from":"group:web"}]},
                    "web": {"members":{"labels":{"role":"web"}},"ingress":[{"allow":["tcp/80","tcp/443"],"from":"any"}]}
                  }
                }

                """#)
        let group = try fabric.json("/v1/tenants/acme/groups/web")
        #expect(group["document"] == "acme/api" && group["position"] == "api#/groups/web")
        #expect(group["spec"] == Self.spec && group["status"]?["bound"] == 2)
        #expect(
            try fabric.json("/v1/tenants/acme/rules?view=table").table == """
                GROUP | TENANT | DIRECTION | # | VERDICT | PROTOCOL | PEER | LOG | WHERE
                db | acme | ingress | 1 | allow | tcp/5432 | group:web | - | api#/groups/db
                web | acme | ingress | 1 | allow | tcp/80,tcp/443 | any | - | api#/groups/web
                """)
    }

    @Test("What GET answers can be sent back; a change of another group does not make its ETag stale")
    func roundTrip() throws {
        let fabric = try ServedFabric.populated()
        _ = send("PUT", fabric, spec: Self.spec)
        let before = tag(fabric)
        _ = send("PUT", fabric, "other", spec: ["members": ["labels": [:]]])
        let got = fabric.get("/v1/tenants/acme/groups/web")
        #expect(got.headers["etag"] == before)
        let request = ServedFabric.request(
            "PUT", "/v1/tenants/acme/groups/web", headers: ["if-match": before], body: got.body)
        let answer = fabric.serve(request)
        #expect(answer.status == 200 && answer.json["applied"] == false, "\(answer.text)")
        let changed = send(
            "PUT", fabric, spec: ["members": ["labels": ["role": "db"]]], headers: ["if-match": before])
        #expect(changed.status == 200 && changed.json["plan"]?["changes"]?.array?.count == 1)
        #expect(changed.json["plan"]?["changes"]?.array?.first?["position"] == "api#/groups/web")
        #expect(tag(fabric) != before)
        #expect(send("PUT", fabric, spec: Self.spec, headers: ["if-match": before]).status == 412)
    }

    @Test(
        "A change needs the ETag, a body of the right form and a fitting type",
        arguments: [
            (["if-match": "\"1\""], 412), ([:], 428), (["if-none-match": "*"], 412), (["if-match": "*"], 200),
            (["if-match": "*", "content-type": "application/yaml"], 415),
        ])
    func preconditions(_ headers: [String: String], _ status: Int) throws {
        let fabric = try ServedFabric.populated()
        _ = send("PUT", fabric, spec: Self.spec)
        #expect(send("PUT", fabric, spec: ["members": [:]], headers: headers).status == status)
        #expect((tag(fabric) == "none") == false)
    }

    @Test(
        "A body that is no object is told what is expected",
        arguments: [
            ("[]", #"the body: expected {"spec": {…}}"#), (#"{"spec": 1}"#, #"the body: expected {"spec": {…}}"#),
            (#"{"spec": {}, "sepc": 1}"#, "the body: unknown key sepc"),
            (#"{"spec": {}, "name": "db"}"#, "the body: name: expected web, as the path says"),
        ])
    func bodies(_ body: String, _ detail: String) throws {
        let request = ServedFabric.request("PUT", "/v1/tenants/acme/groups/web", body: Array(body.utf8))
        let answer = try ServedFabric.populated().serve(request)
        #expect(answer.status == 400)
        #expect(answer.json["detail"]?.string == detail)
    }

    @Test("What is wrong with it is told by its place in the body")
    func wrong() throws {
        let fabric = try ServedFabric.populated()
        let spec: JSONValue = [
            "members": [:], "ingress": [["allow": "tpc/1", "from": "any"], ["deny": "any", "from": "group:none"]],
        ]
        let answer = send("PUT", fabric, spec: spec)
        #expect(answer.status == 422)
        let errors = (answer.json["errors"]?.array ?? []).map { error in
            ["code", "pointer", "position"].map { error[$0]?.string ?? "-" }.joined(separator: " ")
        }
        #expect(errors.contains("invalid /spec/ingress/0/allow -"), "\(answer.text)")
        let unknown = send(
            "PUT", fabric, spec: ["members": [:], "egress": [["allow": "any", "to": "net:wbe"]]])
        #expect(unknown.status == 422)
        let error: JSONValue = [
            "code": "not-found", "severity": "error", "pointer": "/spec",
            "detail": "acme: group web: there is no network wbe", "hint": "did you mean `web`?",
        ]
        #expect(unknown.json["errors"] == [error])
        #expect(send("PUT", fabric, "Web", spec: ["members": [:]]).status == 422)
        #expect(fabric.get("/v1/documents/acme/api").status == 404)
    }

    @Test("A group that another document declares is that document's")
    func declaredElsewhere() throws {
        let fabric = try ServedFabric.populated()
        let file: JSONValue = ["name": "security.yaml", "text": .string(GroupTests.security)]
        try #require(fabric.post(["files": [file]]).status == 200)
        for method in ["PUT", "DELETE"] {
            let answer = send(
                method, fabric, spec: method == "PUT" ? Self.spec : nil, headers: ["if-match": tag(fabric)])
            #expect(answer.status == 409 && answer.json["exitCode"] == 4)
            #expect(
                answer.json["detail"]
                    == "group acme/web is declared by document acme/security, at security.yaml:7")
            #expect(answer.json["hint"] == "change that document: weft edit acme/security")
        }
    }

    @Test("A group is deleted under its ETag, unless rules name it; the last one takes the document with it")
    func deletion() throws {
        let fabric = try ServedFabric.populated()
        _ = send("PUT", fabric, spec: Self.spec)
        let rules: JSONValue = ["members": [:], "ingress": [["allow": "any", "from": "group:web"]]]
        _ = send("PUT", fabric, "db", spec: rules)
        #expect(send("DELETE", fabric).status == 428)
        let used = send("DELETE", fabric, headers: ["if-match": tag(fabric)])
        #expect(used.status == 409 && used.json["code"] == "in-use")
        #expect(used.json["detail"] == "group acme/web is removed, but rules name it: api#/groups/db")
        let planned = send("DELETE", fabric, "db", query: "?planOnly=1", headers: ["if-match": tag(fabric, "db")])
        #expect(planned.json["applied"] == false && planned.json["plan"]?["changes"]?.array?.count == 1)
        #expect(send("DELETE", fabric, "db", headers: ["if-match": tag(fabric, "db")]).status == 200)
        #expect(fabric.get("/v1/documents/acme/api").text.contains("\"web\""))
        #expect(send("DELETE", fabric, query: "?wait=hosts", headers: ["if-match": tag(fabric)]).status == 200)
        #expect(fabric.get("/v1/documents/acme/api").status == 404)
        #expect(send("DELETE", fabric, headers: ["if-match": "*"]).status == 404)
    }

    @Test("Of two writes at the same time the second is refused, also when the first took the last group away")
    func crossing() throws {
        let fabric = try ServedFabric.populated()
        let empty = try fabric.snapshot()
        let answer = send("PUT", fabric, spec: Self.spec)
        #expect(answer.headers["etag"] == tag(fabric))
        let body: JSONValue = ["spec": ["members": [:]]]
        let request = ServedFabric.request("PUT", "/v1/tenants/acme/groups/db", body: body.serializedBytes())
        let full = try fabric.snapshot()
        for (seen, isGone) in [(empty, false), (full, true)] {
            if isGone { #expect(send("DELETE", fabric, headers: ["if-match": tag(fabric)]).status == 200) }
            let crossed = fabric.serve(request, seeing: seen)
            #expect(crossed.status == 409)
            let error = crossed.json["errors"]?.array?.first
            #expect(error?["detail"] == "another object of tenant acme was written at the same time")
            #expect(error?["hint"] == "send it again")
        }
        #expect(fabric.serve(request).status == 201)
        #expect(try fabric.json("/v1/tenants/acme/groups")["items"]?.array?.count == 1)
    }

    @Test("Tenants write their own groups only; the document api cannot be written as a whole")
    func access() throws {
        let fabric = try ServedFabric.populated()
        let alice = APIRequest.Asker(name: "alice", role: .tenant("acme"))
        let bob = APIRequest.Asker(name: "bob", role: .tenant("globex"))
        #expect(send("PUT", fabric, spec: Self.spec, as: bob).status == 404)
        #expect(send("PUT", fabric, spec: Self.spec, as: alice).status == 201)
        let text = "{version: 1, tenant: acme, document: api}"
        let answer = fabric.post(["files": [["name": "a.yaml", "text": .string(text)]]])
        #expect(answer.json["errors"]?.array?.first?["code"] == "reserved")
    }
}
