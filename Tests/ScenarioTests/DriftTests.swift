import AttackTable
import Foundation
import JSON
import Lab
import Testing

extension Scenarios {
    @Suite("What others change on a host is found and put right")
    struct DriftTests {
        private static let host = LabNode.host("kvm1")

        /// Two hosts that speak one version of OpenFlow only, in sync.
        private func fabric(_ version: String, _ body: (Fabric) throws -> Void) throws {
            try Fabric.with(.generated(hosts: 2, vms: 6)) { fabric in
                for host in try fabric.lab.status().hosts.map(\.name) {
                    try fabric.output(.host(host), "ovs-vsctl set Bridge br-int protocols=\(version)")
                }
                try fabric.applyAll()
                try body(fabric)
                try fabric.waitReady()
                try fabric.expectReachability()
                try fabric.expectSameFromNothing()
            }
        }

        @Test(
            "Deleted, changed and foreign flows and groups are put right within five seconds and listed",
            .covers(.a14), arguments: ["OpenFlow13", "OpenFlow14", "OpenFlow15"])
        func flows(version: String) throws {
            try fabric(version) { fabric in
                let ofctl = "ovs-ofctl -O \(version)"
                let state = State(try fabric.flowTable("kvm1", version: version), try groups(fabric, version))
                let victim = try #require(
                    state.flows.sorted().first { $0.contains("arp") && !$0.contains("table=250") })
                let group = try #require(state.groups.sorted().compactMap(Self.groupID).first)
                let changes: [(String, kind: String)] = [
                    ("--strict del-flows br-int \(try Self.match(of: victim))", "FlowMissing"),
                    ("mod-flows br-int \(try Self.table(of: victim)),arp,actions=drop", "FlowChanged"),
                    ("add-flow br-int table=0,priority=65000,cookie=0xdead,actions=NORMAL", "FlowForeign"),
                    ("add-group br-int group_id=4000000,type=all,bucket=output:1", "GroupForeign"),
                    ("del-groups br-int group_id=\(group)", "GroupMissing"),
                    ("del-flows br-int", "FlowMissing"),
                    ("del-groups br-int", "GroupMissing"),
                    ("del-meters br-int", "MeterMissing"),
                ]
                var slowest = Duration.zero
                for (change, kind) in changes {
                    let known = try drift(fabric).count
                    try fabric.output(Self.host, ["bash", "-c", "\(ofctl) \(change)"])
                    let time = try fabric.eventually("\(change) is put right") {
                        try State(fabric.flowTable("kvm1", version: version), groups(fabric, version)) == state
                            && drift(fabric).count > known
                    }
                    let found = try drift(fabric).suffix(from: known)
                    #expect(found.contains { $0["status"]?["kind"]?.string == kind }, "\(change): \(found)")
                    #expect(found.allSatisfy { $0["status"]?["action"]?.string?.isEmpty == false })
                    #expect(time < .seconds(5), "\(change)")
                    detail("\(version): \(change): put right and listed after \(time.text)")
                    slowest = max(slowest, time)
                    // What is repaired takes a moment to be confirmed; the next change must not ride on it.
                    try fabric.waitReady()
                }
                measured(
                    "\(version): \(changes.count) kinds of changes by others, put right and listed after at most \(slowest.text)"
                )
                let missing = try drift(fabric).first { $0["status"]?["kind"]?.string == "FlowMissing" }
                #expect(missing?["position"]?.string?.contains(".yaml:") == true, "the line of what was missing")
                #expect(try fabric.weft("get", "findings").stdout.contains("drift"))
                #expect(try fabric.weft("describe", "host", "kvm1").stdout.contains("Changed by others"))
                let events = try fabric.weft("get", "events").stdout
                #expect(events.contains("DriftFound") && events.contains("FlowsRepaired"))
                #expect(try drift(fabric, of: "kvm2").isEmpty, "the other host was not touched")
            }
        }

        @Test(
            "A deleted tunnel port is made again and listed; a foreign port is quarantined and listed, never deleted, and no frame passes it"
        )
        func ports() throws {
            try fabric("OpenFlow15") { fabric in
                let known = try drift(fabric).count
                try fabric.output(Self.host, "ovs-vsctl del-port weft-vxlan")
                let time = try fabric.eventually("the tunnel port is there again") {
                    try fabric.output(Self.host, "ovs-vsctl list-ports br-int").contains("weft-vxlan")
                        && drift(fabric).count > known
                }
                #expect(time < .seconds(5))
                let found = try drift(fabric).suffix(from: known)
                #expect(found.contains { $0["status"]?["found"]?.string == "Port weft-vxlan was missing" }, "\(found)")
                measured("a deleted tunnel port is made again and listed after \(time.text)")
                // So that the neighbours of the underlay are known, and frames arrive at once.
                try fabric.waitReady()
                try fabric.expectReachability()
                let port = try ForeignPort(fabric, on: "kvm1")
                let seen = try fabric.eventually("the foreign port is listed") {
                    try fabric.weft("get", "nics", "--unbound").stdout.contains(port.name)
                }
                let sent = try expectSilence(fabric, port)
                measured(
                    "a foreign port is quarantined and listed after \(seen.text): 0 of \(sent.in) frames from it reach anyone, and 0 of \(sent.out) of VMs, \(sent.out * 3 / 4) of them to all, come out by it"
                )
                #expect(try fabric.weft("describe", "host", "kvm1").stdout.contains(port.name))
                #expect(try fabric.output(Self.host, "ovs-vsctl list-ports br-int").contains(port.name))
                try port.remove()
            }
        }

        @Test(
            "Own changes are never taken for drift, and nothing is sent when nothing drifted",
            arguments: ["OpenFlow13", "OpenFlow15"])
        func ownChanges(version: String) throws {
            try fabric(version) { fabric in
                let nics = try fabric.lab.nics()
                for round in 0..<10 {
                    let some = nics.filter { $0.vm.hashValueFree % 2 == round % 2 }
                    try fabric.apply(Documents.tenant("acme", some), wait: round % 2 == 0 ? "accepted" : "hosts")
                }
                try fabric.apply(Documents.tenant("acme", nics))
                try fabric.waitReady()
                for host in ["kvm1", "kvm2"] { #expect(try drift(fabric, of: host).isEmpty) }
                let events = try fabric.weft("get", "events").stdout
                #expect(!events.contains("DriftFound") && !events.contains("FlowsRepaired"), "\(events)")
                let watch = try SwitchWatch(fabric)
                sleep(5)
                #expect(watch.changes() == watch.zero)
            }
        }

        @Test("Somebody who undoes every repair is named, and costs a bounded number of repairs")
        func fight() throws {
            try fabric("OpenFlow15") { fabric in
                let flow = "table=0,priority=65000,cookie=0xdead,actions=NORMAL"
                let watch = try SwitchWatch(fabric, ["kvm1"])
                try fabric.output(
                    Self.host,
                    [
                        "bash", "-c",
                        "for i in $(seq 150); do ovs-ofctl add-flow br-int -O OpenFlow15 \(flow); sleep 0.1; done",
                    ])
                try fabric.eventually("the last one is undone") {
                    try !fabric.output(Self.host, "ovs-ofctl -O OpenFlow15 dump-flows br-int").contains("0xdead")
                }
                let repairs = watch.lines("kvm1").count { $0.contains("BUNDLE_ADD") }
                #expect(repairs >= 10 && repairs <= 20, "\(repairs)")
                #expect(try fabric.weft("get", "events").stdout.contains("RepairsContested"))
                measured("150 foreign flows in 15 s and more cost \(repairs) repairs")
            }
        }

        @Test("20,000 foreign flows at once are taken off again", arguments: ["OpenFlow13", "OpenFlow15"])
        func flood(version: String) throws {
            try fabric(version) { fabric in
                let before = try fabric.flowTable("kvm1", version: version).flows
                let file = "\(fabric.directory)/flood"
                let lines = (0..<20_000).map {
                    "table=0,priority=65000,ip,nw_dst=10.\($0 >> 8).\($0 & 255).1,actions=drop"
                }
                try lines.joined(separator: "\n").write(toFile: file, atomically: true, encoding: .utf8)
                try fabric.output(Self.host, "ovs-ofctl -O \(version) --bundle add-flows br-int \(file)")
                let time = try fabric.eventually("the flood is taken off") {
                    try fabric.flowTable("kvm1", version: version).flows == before
                }
                try fabric.waitReady()
                #expect(try drift(fabric).count <= 64)
                #expect(try fabric.weft("get", "drift").stdout.contains("more"))
                measured("\(version): 20,000 foreign flows at once are taken off after \(time.text)")
            }
        }

        @Test("80,000 foreign flows, more than are read back, are taken off in rounds")
        func surplus() throws {
            try fabric("OpenFlow15") { fabric in
                let before = try fabric.flowTable("kvm1", version: "OpenFlow15").flows
                let file = "\(fabric.directory)/surplus"
                let lines = (0..<80_000).map {
                    "table=200,priority=100,ip,nw_dst=10.\($0 >> 16).\($0 >> 8 & 255).\($0 & 255),actions=drop"
                }
                try lines.joined(separator: "\n").write(toFile: file, atomically: true, encoding: .utf8)
                // The marker goes too, or a weftd that starts would read nothing back.
                try fabric.stop()
                try fabric.output(Self.host, "ovs-ofctl -O OpenFlow15 del-flows br-int table=250")
                try fabric.output(Self.host, "ovs-ofctl -O OpenFlow15 add-flows br-int \(file)")
                try fabric.start()
                let time = try fabric.eventually("they are taken off", within: .seconds(120)) {
                    try fabric.output(Self.host, "ovs-ofctl -O OpenFlow15 dump-aggregate br-int")
                        .contains("flow_count=\(before.count)")
                }
                #expect(try fabric.flowTable("kvm1", version: "OpenFlow15").flows == before)
                let memory = try fabric.residentMemory()
                try fabric.waitReady()
                let events = try fabric.weft("get", "events").stdout
                #expect(events.contains("too-many-flows"), "\(events)")
                #expect(events.contains("beyond what is read back were taken off kvm1 in "), "\(events)")
                #expect(try !fabric.weft("get", "findings").stdout.contains("too-many-flows"))
                #expect(try drift(fabric).count <= 64)
                measured("80,000 foreign flows are taken off after \(time.text); weftd has \(memory) MiB then")
            }
        }

        @Test(
            "A switch that is silent is away within three probes; when it is back, nothing is sent to it", .covers(.a12)
        )
        func halfOpen() throws {
            try fabric("OpenFlow15") { fabric in
                let watch = try SwitchWatch(fabric)
                let path = "\(fabric.lab.runDirectory(of: "kvm1"))/ovs-vswitchd.pid"
                let pid = try #require(
                    Int32(try String(contentsOfFile: path, encoding: .utf8).filter(\.isNumber)), "a pid in \(path)")
                kill(pid, SIGSTOP)
                defer { kill(pid, SIGCONT) }
                let time = try fabric.eventually("kvm1's switch is away", within: .seconds(30)) {
                    try fabric.json("get", "hosts")["items"]?.array?.first { $0["name"] == "kvm1" }?["status"]?[
                        "openflow"]?
                        .string == nil
                }
                #expect(time < .seconds(15))
                kill(pid, SIGCONT)
                try fabric.waitReady()
                #expect(watch.changes() == watch.zero)
                measured("a stopped ovs-vswitchd is away after \(time.text); 0 changes anywhere, nor when it goes on")
                #expect(try drift(fabric).isEmpty)
            }
        }

        // MARK: What is there

        private struct State: Equatable {
            let flows: Set<String>
            let groups: Set<String>

            init(_ table: FlowTable, _ groups: Set<String>) {
                flows = table.flows
                self.groups = groups
            }
        }

        /// Groups and meters.
        private func groups(_ fabric: Fabric, _ version: String) throws -> Set<String> {
            let dump = try fabric.output(Self.host, "ovs-ofctl -O \(version) dump-groups br-int")
            let meters = try fabric.output(Self.host, "ovs-ofctl -O \(version) dump-meters br-int")
            return Set(
                (dump + meters).split(separator: "\n").filter { $0.contains("group_id=") || $0.contains("meter=") }
                    .map(String.init))
        }

        /// The list of a host's drift, oldest first.
        private func drift(_ fabric: Fabric, of host: String = "kvm1") throws -> [JSONValue] {
            (try fabric.json("get", "drift")["items"]?.array ?? []).filter { $0["status"]?["host"]?.string == host }
        }

        private static func groupID(_ line: String) -> String? {
            line.split(whereSeparator: { ", ".contains($0) }).first { $0.hasPrefix("group_id=") }
                .map { String($0.dropFirst("group_id=".count)) }
        }

        private static func table(of flow: String) throws -> String {
            try #require(flow.split(separator: " ").first { $0.hasPrefix("table=") }).description
        }

        /// Table, priority and match of a flow as ovs-ofctl prints it, for a strict command.
        private static func match(of flow: String) throws -> String {
            let words = flow.split(separator: " ").map(String.init)
            let match = try #require(words.first { $0.hasPrefix("priority=") })
            return "'\(try table(of: flow)),\(match)'"
        }
    }
}

extension String {
    /// A number that is the same in every process.
    fileprivate var hashValueFree: Int { utf8.reduce(0) { $0 + Int($1) } }
}
