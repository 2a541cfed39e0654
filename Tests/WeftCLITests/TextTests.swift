import HTTPClient
import JSON
import Testing

@testable import WeftCLI

@Suite struct TextTests {
    @Test("Events are the same however their bytes are cut", arguments: [1, 2, 3, 7, 1000])
    func eventStream(size: Int) {
        let text =
            "\u{feff}: hello\r\nevent: added\r\nid: 7\r\ndata: {\"a\":1}\r\ndata:x\r\n\r\nid: 8\n\nretry: 3\rdata: é\r\r"
        var events: [ServerSentEvent] = []
        let stream = EventStream { event in
            events.append(event)
            return true
        }
        let bytes = Array(text.utf8)
        for start in stride(from: 0, to: bytes.count, by: size) {
            let goesOn = stream.receive(Array(bytes[start..<min(start + size, bytes.count)]))
            #expect(goesOn)
        }
        #expect(
            events == [
                ServerSentEvent(name: "added", id: "7", data: "{\"a\":1}\nx"),
                ServerSentEvent(name: "message", id: nil, data: "é"),
            ])
    }

    @Test("An endless event ends the stream")
    func endlessEvent() {
        let stream = EventStream(maxEventBytes: 1000) { _ in true }
        let chunk = Array("data: a\n".utf8)
        var count = 0
        while stream.receive(chunk), count < 1000 { count += 1 }
        #expect(count == 1000 / 7)
        #expect(stream.isTooLong)
    }

    @Test(
        "Server addresses",
        arguments: [
            ("/run/x.sock", .unix("/run/x.sock")), ("unix:x.sock", .unix("x.sock")),
            ("http://[::1]:8080/", .http("http://[::1]:8080")), ("tcp:127.0.0.1:80", .http("http://127.0.0.1:80")),
            ("https://weft.example", .https("https://weft.example", HTTPClient.TLSFiles())),
            ("ssl:h:8443", .https("https://h:8443", HTTPClient.TLSFiles())),
        ] as [(String, HTTPClient.Endpoint)])
    func serverAddress(text: String, endpoint: HTTPClient.Endpoint) throws {
        #expect(try ServerAddress.parse(text) == endpoint)
    }

    @Test("No server addresses", arguments: ["", "unix:", "weft", "http://", "https://u@h", "http://h/p", "ftp://h"])
    func noServerAddress(text: String) {
        let run = Run("version", "--server", text)
        #expect(run.status == 2)
        #expect(run.errors.hasPrefix("error: usage: `\(text)` is not the address of a server\n"))
    }

    @Test("YAML quotes what could be taken for something else")
    func yaml() {
        let value: JSONValue = [
            "a": [], "b": [["x": 1, "z": [true, "yes", "10.0.0.1"]], []],
            "c": ["d": "plain-text", "e f": "", "y": .null],
            "h": "del\u{7f}", "i": "1", "j": "a: b",
        ]
        #expect(
            YAMLText.render(value) == #"""
                a: []
                b:
                  - x: 1
                    z:
                      - true
                      - "yes"
                      - "10.0.0.1"
                  - []
                c:
                  d: plain-text
                  "e f": ""
                  "y": null
                h: "del\u007f"
                i: "1"
                j: "a: b"

                """#)
    }

    @Test(
        "Positions lose their column, other texts nothing",
        arguments: [
            ("base.yaml:4:3", "base.yaml:4"), ("c:1:2:3", "c:1:2"), ("base.yaml:4", "base.yaml:4"), ("a:b:3", "a:b:3"),
        ])
    func positions(text: String, expected: String) {
        #expect(PlanText.withoutColumn(text) == expected)
    }

    @Test("Rules that come and go are lines of their own, each with its place; warnings name the other places")
    func rules() throws {
        let plan = try PlanReport(
            JSONParser.parse(
                """
                {"base":4,"next":5,"changes":[\
                {"kind":"group","tenant":"acme","name":"db","operation":"changed","summary":"group db (2 rules)",\
                "details":["- deny any from any","+ allow tcp/5432 from group:web"],\
                "detailPositions":["old.yaml:9:7","security.yaml:18:9"],"position":"security.yaml:15:3"},\
                {"kind":"group","tenant":"acme","name":"web","operation":"changed","summary":"group web (1 rule)",\
                "details":["members.labels: role=web → every NIC","+ deny udp from any"],\
                "detailPositions":[null,"api#/groups/web"],"position":"api#/groups/web"}],\
                "warnings":[{"code":"no-effect","severity":"warning","position":"security.yaml:19:9","detail":"no effect",\
                "related":["security.yaml:18:9","security.yaml:17:9"]}],"hosts":{"touched":1,"total":2}}
                """))
        #expect(
            PlanText.render(plan) == """
                Plan for acme  (revision 4 → 5)
                  ~ group db: - deny any from any                                       old.yaml:9
                  ~ group db: + allow tcp/5432 from group:web                           security.yaml:18
                  ~ group web (1 rule)                                                  api#/groups/web
                      members.labels: role=web → every NIC
                  ~ group web: + deny udp from any                                      api#/groups/web
                Warning       security.yaml:19: no effect
                              also: security.yaml:18, security.yaml:17
                Hosts         1 of 2 touched

                """)
    }

    @Test(
        "A malformed plan is an error",
        arguments: [
            "{}", #"{"plan":{}}"#, #"{"plan":{"base":1,"changes":[{"operation":"moved"}]}}"#,
        ])
    func malformedPlans(text: String) throws {
        let value = try JSONParser.parse(text)
        #expect(throws: Failure.self) { try ApplyReport(value) }
    }
}
