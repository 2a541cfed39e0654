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
