import JSON
import Northbound
import Policy
import Testing

@Suite struct AccessTests {
    private let alice = APIRequest.Asker(name: "alice", role: .tenant("acme"))

    @Test("A tenant's lists hold its own objects", arguments: ["networks", "nics", "vms", "documents"])
    func ownLists(_ noun: String) throws {
        let fabric = try ServedFabric.populated()
        let all = try fabric.json("/v1/tenants/acme/\(noun)")
        #expect(try fabric.json("/v1/\(noun)", as: alice) == all)
        #expect(!fabric.get("/v1/\(noun)", as: alice).text.contains("globex"))
        #expect(try fabric.json("/v1/tenants", as: alice)["items"]?.array?.count == 1)
    }

    @Test(
        "Another tenant's objects do not exist",
        arguments: [
            "/v1/tenants/globex/nics", "/v1/tenants/globex/nics/web1:0", "/v1/tenants/globex",
            "/v1/documents/globex/base",
            "/v1/documents/admin/fabric", "/v1/topology?tenant=globex",
        ])
    func foreign(_ target: String) throws {
        #expect(try ServedFabric.populated().get(target, as: alice).status == 404)
    }

    @Test(
        "The fabric is the admin's",
        arguments: [
            "/v1/hosts", "/v1/hosts/kvm1", "/v1/tunnels", "/v1/vnis", "/v1/events", "/v1/findings", "/v1/drift",
            "/v1/flows",
            "/v1/revisions", "/v1/revisions/1",
        ])
    func fabricRoutes(_ target: String) throws {
        let fabric = try ServedFabric.populated()
        let answer = fabric.get(target, as: alice)
        #expect(answer.status == 403)
        #expect(answer.json["exitCode"] == 8)
        #expect(fabric.get(target).status == 200)
    }

    @Test("Who may not write a document is told before its text is read")
    func writing() throws {
        let fabric = try ServedFabric.populated()
        let body = Array("not: [a document".utf8)
        let request = ServedFabric.request("PUT", "/v1/documents/globex/base", as: alice, body: body)
        #expect(fabric.serve(request).status == 404)
    }

    @Test("A path with another method tells the methods that it takes")
    func methods() throws {
        let fabric = try ServedFabric.populated()
        let answer = fabric.serve(ServedFabric.request("POST", "/v1/documents/acme/base"))
        #expect(answer.status == 405)
        #expect(answer.headers["allow"] == "GET, PUT, DELETE")
        #expect(fabric.serve(ServedFabric.request("HEAD", "/v1/hosts")).status == 200)
    }

    @Test("Health, version and explanations")
    func basics() throws {
        let fabric = try ServedFabric()
        #expect(fabric.get("/healthz").text == "ok\n")
        #expect(fabric.get("/readyz").text == "ready\n")
        #expect(fabric.get("/v1/version").json == ["version": "0.1.0"])
        #expect(fabric.get("/v1/explain?path=networks.subnets").json["text"]?.string?.contains("cidr") == true)
        let outcome = API(version: "x").outcome(of: ServedFabric.request("GET", "/readyz"), isReady: false)
        guard case .answer(let answer) = outcome else {
            Issue.record("readiness needs no snapshot")
            return
        }
        #expect(answer.status == 503)
    }
}
