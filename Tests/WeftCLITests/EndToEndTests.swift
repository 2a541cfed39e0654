import Foundation
import HTTPServer
import JSON
import Synchronization
import Testing

@testable import WeftCLI

@Suite struct EndToEndTests {
    /// Runs `weft` on a thread of its own: its calls block.
    private func weft(_ words: String..., at socket: String) async -> (status: Int32, output: String, errors: String) {
        await withCheckedContinuation { continuation in
            Thread {
                let console = FakeConsole()
                let status = Program(console: console).run(words, environment: ["WEFT_SERVER": "unix:\(socket)"])
                continuation.resume(returning: (status, console.output, console.errors))
            }.start()
        }
    }

    private func socket(in directory: TestDirectory) -> String { directory.path + "/s" }

    @Test("Over a real socket: an apply, a list, a watch and a problem")
    func overSocket() async throws {
        let directory = try TestDirectory()
        defer { directory.remove() }
        let file = try directory.write("version: 1\n".utf8, to: "base.yaml")
        let seen = Mutex<[JSONValue]>([])
        let server = try HTTPServer(endpoints: [.unix(socket(in: directory))]) { request, responder in
            let isWatch = request.queryValue("watch") == "1"
            switch (request.method, request.path) {
            case ("POST", ["v1", "apply"]):
                seen.withLock { $0.append((try? JSONParser.parse(request.body)) ?? .null) }
                responder.respond(200, body: Array(PlanFixture.applied.utf8))
            case ("GET", ["v1", "tenants", "acme", "nics", "a/b:0"]):
                responder.respond(200, body: Array(#"{"columns":["NAME"],"rows":[["a/b:0"]]}"#.utf8))
            case ("GET", ["v1", "hosts"]) where isWatch:
                let stream = responder.stream(200, headers: ["content-type": "text/event-stream"])
                _ = stream.send(Array("event: columns\ndata: {\"columns\":[\"NAME\"]}\n\n".utf8))
                _ = stream.send(Array("event: added\ndata: {\"row\":[\"kvm1\"]}\n\n".utf8))
                stream.finish()
            default: responder.respond(404, body: Array(#"{"code":"not-found","detail":"no","exitCode":5}"#.utf8))
            }
        }
        defer { server.stop() }
        let applied = await weft("apply", "-f", file, "--yes", at: socket(in: directory))
        #expect(applied.status == 0)
        #expect(applied.output.hasPrefix(PlanFixture.text))
        #expect(seen.withLock { $0.first?["files"] } == [["name": .string(file), "text": "version: 1\n"]])
        #expect(await weft("get", "nic", "acme/a/b:0", at: socket(in: directory)).output == "NAME\na/b:0\n")
        let watched = await weft("get", "hosts", "-w", at: socket(in: directory))
        #expect(watched.output == "EVENT    NAME\nadded    kvm1\n")
        #expect(await weft("get", "vms", at: socket(in: directory)).status == 5)
    }

    @Test("Nobody listens: 9, with the address")
    func unreachable() async throws {
        let directory = try TestDirectory()
        defer { directory.remove() }
        let run = await weft("get", "hosts", at: socket(in: directory))
        #expect(run.status == 9)
        let reason = "no answer from unix:\(socket(in: directory)): No such file or directory"
        #expect(run.errors.hasPrefix("error: unreachable: \(reason)\nhint: "))
    }
}
