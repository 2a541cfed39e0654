import JSON
import Northbound
import Testing

@Suite struct PagingTests {
    @Test(
        "Pages follow one another without gap or overlap",
        arguments: [
            "/v1/nics?limit=1", "/v1/nics?limit=4", "/v1/hosts?limit=3", "/v1/events?limit=5", "/v1/revisions?limit=2",
            "/v1/flows?host=kvm1&limit=7", "/v1/flows?limit=50",
        ])
    func pages(_ target: String) throws {
        let fabric = try ServedFabric.populated()
        let base = String(target.prefix { $0 != "?" }) + (target.contains("host=") ? "?host=kvm1" : "")
        let all = try #require(try fabric.json(base)["items"]?.array)
        var items: [JSONValue] = []
        var next: String? = ""
        while let token = next {
            let page = try fabric.json(target + (token.isEmpty ? "" : "&pageToken=\(token)"))
            items += page["items"]?.array ?? []
            next = page["nextPageToken"]?.string
            try #require(items.count <= all.count)
        }
        #expect(items == all)
    }

    @Test("A page token holds although the object that it names is gone")
    func goneToken() throws {
        let fabric = try ServedFabric.populated()
        let token = try #require(try fabric.json("/v1/nics?limit=3")["nextPageToken"]?.string)
        let text = ServedFabric.base.split(separator: "\n").filter { !$0.contains("gone") }.joined(separator: "\n")
        #expect(fabric.post(["files": [["name": "base.yaml", "text": .string(text)]]]).status == 200)
        let names = try fabric.json("/v1/nics?pageToken=\(token)")["items"]?.array?.compactMap { $0["name"]?.string }
        #expect(names == ["web1:0", "web2:0", "web1:0"])
    }

    @Test(
        "Labels select",
        arguments: [
            ("role=web", ["web1:0", "web2:0"]), ("role==web,tier", ["web1:0"]), ("role=web,tier!=test", ["web2:0"]),
            ("!role", ["db1:0", "db1:1", "gone:0", "web1:0"]), ("role=none", []),
        ])
    func labels(_ selector: String, _ expected: [String]) throws {
        let answer = try ServedFabric.populated().json("/v1/nics?labelSelector=\(selector)")
        #expect(answer["items"]?.array?.compactMap { $0["name"]?.string } == expected)
    }

    @Test(
        "A malformed query is refused with what is wrong",
        arguments: [
            "limit=0", "limit=x", "limit=1000000", "labelSelector==x", "labelSelector=a,,b", "pageToken=zz",
            "pageToken=5b5d",
            "pageToken=abc", "view=picture",
        ])
    func malformed(_ query: String) throws {
        let answer = try ServedFabric.populated().get("/v1/nics?\(query)")
        #expect(answer.status == 400)
        #expect(answer.json["exitCode"] == 2)
        #expect(answer.json["detail"]?.string?.hasPrefix(query.prefix { $0 != "=" }) == true)
    }

    @Test("A token of one list is not good for another")
    func foreignToken() throws {
        let fabric = try ServedFabric.populated()
        let token = try #require(try fabric.json("/v1/nics?limit=1")["nextPageToken"]?.string)
        #expect(fabric.get("/v1/vms?pageToken=\(token)").status == 400)
    }
}
