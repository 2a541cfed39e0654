import Controller
import JSON
import Northbound
import Testing

@Suite struct WatchTests {
    /// The events of a stream as `name id data`.
    private func events(_ output: Watch.Output) -> [String] {
        String(decoding: output.bytes, as: UTF8.self).split(separator: "\n\n").map { event in
            event.split(separator: "\n").map { $0.split(separator: ": ", maxSplits: 1).last ?? "" }.joined(
                separator: " ")
        }
    }

    @Test("A watch tells what is there, then what is added, changed and removed")
    func changes() throws {
        let fabric = try ServedFabric.populated()
        var watch = try #require(try fabric.watch("/v1/tenants/acme/nics?watch=1&view=table"))
        let first = watch.advance(to: try fabric.snapshot())
        let table = events(first)
        #expect(table.count == 6)
        #expect(table.first?.hasPrefix(#"columns {"columns":["NAME","TENANT""#) == true)
        #expect(
            table.last
                == #"added 5 {"row":["web2:0","acme","web","52:54:00:00:00:02","10.10.1.6","kvm2","vnet0","Bound"]}"#)
        let none = watch.advance(to: try fabric.snapshot())
        #expect(none.bytes.isEmpty)
        let text = ServedFabric.base.replacing("10.10.1.6", with: "10.10.1.7")
            .replacing("vm: gone, mac: 52:54:00:00:00:09", with: "vm: new, mac: 52:54:00:00:00:19")
        #expect(fabric.post(["files": [["name": "base.yaml", "text": .string(text)]]]).status == 200)
        let second = watch.advance(to: try fabric.snapshot())
        #expect(
            events(second) == [
                #"added 6 {"row":["new:0","acme","db","52:54:00:00:00:19","-","-","-","NotSeen"]}"#,
                #"changed 7 {"row":["web2:0","acme","web","52:54:00:00:00:02","10.10.1.7","kvm2","vnet0","Bound"]}"#,
                #"removed 8 {"row":["gone:0","acme","db","52:54:00:00:00:09","-","-","-","NotSeen"]}"#,
            ])
        #expect(!second.isFinished)
    }

    @Test("Objects are told whole, and only those that the labels select")
    func selected() throws {
        let fabric = try ServedFabric.populated()
        var watch = try #require(try fabric.watch("/v1/nics?watch=1&labelSelector=tier=test"))
        let output = watch.advance(to: try fabric.snapshot())
        let object = try fabric.json("/v1/tenants/acme/nics/web1:0").serialized()
        #expect(events(output) == ["added 1 \(object)"])
    }

    @Test("The log of events is resumed where it was left")
    func resuming() throws {
        let fabric = try ServedFabric.populated()
        let newest = try fabric.snapshot().events.count
        var watch = try #require(
            try fabric.watch("/v1/events?watch=1", headers: ["last-event-id": "\(newest - 2)"]))
        let output = watch.advance(to: try fabric.snapshot())
        #expect(events(output).map { $0.prefix { $0 != "{" } } == ["added \(newest - 1) ", "added \(newest) "])
        let again = watch.advance(to: try fabric.snapshot())
        #expect(again.bytes.isEmpty)
    }

    @Test(
        "What cannot be resumed is gone",
        arguments: [
            ("/v1/nics?watch=1", "3"), ("/v1/events?watch=1", "9999"), ("/v1/events?watch=1", "x"),
        ])
    func gone(_ target: String, _ last: String) throws {
        let fabric = try ServedFabric.populated()
        let answer = fabric.get(target, headers: ["last-event-id": last])
        #expect(answer.status == 410)
        #expect(answer.json["code"] == "gone")
    }

    @Test("The history is not followed: each revision is an event")
    func revisions() throws {
        #expect(try ServedFabric.populated().get("/v1/revisions?watch=1").status == 400)
    }
}
