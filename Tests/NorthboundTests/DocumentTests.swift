import JSON
import Northbound
import Testing

@Suite struct DocumentTests {
    private let path = "/v1/documents/acme/base"

    private func put(
        _ fabric: ServedFabric, _ text: String, path: String = "/v1/documents/acme/base",
        headers: [String: String] = [:], as asker: APIRequest.Asker = ServedFabric.admin
    ) -> APIResponse {
        fabric.serve(ServedFabric.request("PUT", path, as: asker, headers: headers, body: Array(text.utf8)))
    }

    @Test("A document is given back byte for byte, with its revision as ETag")
    func text() throws {
        let fabric = try ServedFabric.populated()
        let answer = fabric.get(path)
        #expect(answer.text == ServedFabric.base)
        #expect(answer.headers == ["etag": "\"2\"", "content-type": "application/yaml"])
        #expect(fabric.get(path, headers: ["if-none-match": "\"2\""]).status == 304)
        #expect(fabric.get(path, headers: ["if-none-match": "\"1\""]).status == 200)
    }

    @Test(
        "Changing a document takes the ETag that it has",
        arguments: [
            ([:], 428), (["if-none-match": "*"], 412), (["if-match": "\"1\""], 412), (["if-match": "\"2\""], 200),
            (["if-match": "\"7\", \"2\""], 200), (["if-match": "*"], 200),
            (["if-match": "*", "if-none-match": "*"], 400),
            (["if-none-match": "\"2\""], 400), (["if-match": "2"], 412),
        ])
    func preconditions(_ headers: [String: String], _ status: Int) throws {
        let fabric = try ServedFabric.populated()
        let answer = put(fabric, ServedFabric.base + "# more\n", headers: headers)
        #expect(answer.status == status)
        #expect(answer.headers["etag"] == (status == 200 ? "\"4\"" : nil))
        #expect(fabric.get(path).headers["etag"] == (status == 200 ? "\"4\"" : "\"2\""))
    }

    @Test("A new document needs no precondition, and none that asks for another")
    func creation() throws {
        let fabric = try ServedFabric.populated()
        let text = "{version: 1, tenant: acme, document: more, networks: {n: {subnets: [{cidr: 10.0.0.0/24}]}}}"
        let more = "/v1/documents/acme/more"
        #expect(put(fabric, text, path: more, headers: ["if-match": "\"1\""]).status == 412)
        #expect(put(fabric, text, path: more, headers: ["content-type": "image/png"]).status == 415)
        let answer = put(fabric, text, path: more, headers: ["if-none-match": "*", "content-type": "application/json"])
        #expect(answer.status == 201)
        #expect(answer.headers["etag"] == "\"4\"")
        #expect(fabric.get(more).headers["content-type"] == "application/json")
        #expect(
            put(fabric, text, path: more, headers: ["if-match": "\"4\""]).headers["etag"] == "\"4\"", "nothing changed")
    }

    @Test("A body that is another document is refused at its line")
    func otherDocument() throws {
        let fabric = try ServedFabric.populated()
        let answer = put(fabric, ServedFabric.other, path: "/v1/documents/globex/more")
        #expect(answer.status == 422)
        #expect(answer.json["errors"]?.array?.first?["position"] == "globex/more:3:11")
        #expect(put(fabric, "", path: "/v1/documents/globex/more").status == 422)
    }

    @Test(
        "A document is deleted under its ETag",
        arguments: [
            ([:], 428), (["if-match": "\"1\""], 412), (["if-match": "\"2\""], 200),
        ])
    func deletion(_ headers: [String: String], _ status: Int) throws {
        let fabric = try ServedFabric.populated()
        #expect(fabric.serve(ServedFabric.request("DELETE", path, headers: headers)).status == status)
        #expect(fabric.get(path).status == (status == 200 ? 404 : 200))
        #expect(fabric.serve(ServedFabric.request("DELETE", path + "x", headers: headers)).status == 404)
    }

    @Test("A plan of one document changes nothing")
    func plan() throws {
        let fabric = try ServedFabric.populated()
        let answer = put(
            fabric, ServedFabric.base.replacing("10.10.1.6", with: "10.10.1.8"),
            path: "/v1/documents/acme/base?planOnly=1", headers: ["if-match": "\"2\""])
        #expect(answer.json["applied"] == false)
        #expect(answer.json["plan"]?["changes"]?.array?.count == 1)
        #expect(fabric.get(path).text == ServedFabric.base)
    }
}
