import AttackTable
import Foundation
import JSON
import Lab
import NetworkTypes
import OpenFlow
import Testing

extension Scenarios {
    /// kvm1 is a good host with all the VMs. kvm2's database is a real one, and its switch somebody else.
    @Suite("A switch that lies, beside a good host")
    struct FalseSwitchTests {
        // MARK: Without an end

        /// What is sent for as long as the controller takes it.
        private struct Stream: Sendable {
            let name: String
            let message: @Sendable (FalseSwitch) -> [UInt8]
            /// How the session's end is told.
            let reason: String
        }

        private static let streams = [
            Stream(
                name: "an answer in parts without a last one", message: { parts($0) },
                reason: "more than 268435456 bytes"),
            Stream(
                name: "answers to nothing that was asked",
                message: { _ in repeated(.barrierReply, xid: 0x7fff_0001, 5000) },
                reason: "too many answers to nothing that was asked"),
        ]
        /// Removals that nobody asked for: what a whole run sends, at length 100 s; a short one ends after four seconds.
        private static let removals = 1_000_000
        /// Messages that are read of a switch in a second; one read may bring more.
        private static let budget = 10_000
        /// The most that one read brings.
        private static let readBytes = 65_536

        /// One part of an answer for flows, as large as a message may be, with another to follow.
        private static func parts(_ liar: FalseSwitch) -> [UInt8] {
            let flows = (0..<600).map { number in
                FlowDescription(
                    Flow(
                        table: 250, priority: 1, cookie: UInt64(number),
                        match: Match([MatchField(.inPort, UInt128(number + 1))]), actions: [.output(PortNumber(1))]))
            }
            return Message.multipartReply(MultipartReply(.flows(flows), hasMore: true))
                .encoded(version: .v1_5, xid: liar.flowsQuestion ?? 0)
        }

        private static func repeated(_ message: Message, xid: UInt32, _ count: Int) -> [UInt8] {
            let bytes = message.encoded(version: .v1_5, xid: xid)
            return (0..<count).flatMap { _ in bytes }
        }

        /// A removal of a flow that was never there.
        private static func removal(of cookie: UInt64) -> Message {
            var flow = Flow(table: 9, priority: 9, cookie: cookie, match: Match(), instructions: [])
            flow.idleTimeout = 1
            return .flowRemoved(FlowRemoved(flow, reason: 0))
        }

        @Test(
            "Answers without an end, to nothing that was asked, and a million messages cost bounded memory, and no other host",
            .covers(.a4))
        func endless() throws {
            try Fabric.besideDeadSwitch { fabric in
                for stream in Self.streams { try expectEnd(of: stream, fabric) }
                try expectRemovalsBounded(fabric)
            }
        }

        private func expectEnd(of stream: Stream, _ fabric: Fabric) throws {
            let before = try fabric.residentMemory()
            let liar = try FalseSwitch(fabric, on: "kvm2", number: 2, holdsFlows: true)
            try liar.answer("it is asked for flows") { liar.flowsQuestion != nil }
            let flood = Flood(liar.peer, stream.message(liar), limit: 1 << 30)
            let cost = try Cost(of: flood, fabric, before: before, patience: .seconds(40))
            #expect(flood.hasEnded, "\(stream.name)")
            try fabric.eventually("\(stream.name) is told", within: .seconds(5)) {
                try fabric.eventsTold("HostAway").contains { $0.contains(stream.reason) }
            }
            flood.stop()
            #expect(cost.growth < 96, "\(stream.name): \(cost.growth) MiB from \(before)")
            measured("\(stream.name): its end after \(cost.time.text) and \(flood.sent >> 20) MiB, \(cost.text)")
        }

        /// A million removals of flows that never were are read no faster than the budget, and cost nobody anything.
        private func expectRemovalsBounded(_ fabric: Fabric) throws {
            let before = try fabric.residentMemory()
            let liar = try FalseSwitch(fabric, on: "kvm2", number: 2)
            // In sync it is asked nothing more, so it need not answer anything meanwhile.
            try liar.answer("kvm2 is in sync") { try fabric.status(of: "kvm2")["phase"]?.string == "Ready" }
            let size = Self.removal(of: 0xdead).encoded(version: .v1_5, xid: 0).count
            let flood = Flood(
                liar.peer, Self.repeated(Self.removal(of: 0xdead), xid: 0, 1000), limit: Self.removals * size)
            let start = ContinuousClock.now
            let cost = try Cost(of: flood, fabric, before: before, patience: .seconds(isNightly ? 200 : 4))
            let hasEnded = flood.hasEnded
            flood.stop()
            let sent = flood.sent / size
            #expect(hasEnded == isNightly, "the controller has hung up, or has not read \(Self.removals) in time")
            let counted = try fabric.falseRemovals(of: "kvm2")
            let windows = Int((ContinuousClock.now - start).seconds) + 2
            #expect(0 < counted && counted <= sent)
            #expect(counted <= windows * (Self.budget + Self.readBytes / size + 1), "in \(windows) seconds at most")
            #expect(cost.growth < 96, "\(cost.growth) MiB from \(before)")
            if isNightly {
                #expect(sent == Self.removals)
                // What waits in the sockets' buffers is read at the same pace.
                try fabric.eventually("each is counted", within: .seconds(60)) {
                    try fabric.falseRemovals(of: "kvm2") == Self.removals
                }
            }
            #expect(try fabric.status(of: "kvm2")["phase"]?.string == "Ready", "its session stands")
            measured(
                "removals that nobody asked for, a million in a nightly run: \(sent) of \(Self.removals) sent in \(cost.time.text), read no faster than their budget, \(cost.text)"
            )
        }

        /// What a flood costs while it goes on, until it ends or patience does.
        private struct Cost {
            /// MiB by which the controller's memory grew at most.
            let growth: Int
            let time: Duration
            /// The longest change on the good host meanwhile.
            let slowest: Duration

            var text: String { "weftd grew by \(growth) MiB, a change on the good host took at most \(slowest.text)" }

            init(of flood: Flood, _ fabric: Fabric, before: Int, patience: Duration) throws {
                let start = ContinuousClock.now
                var (most, worst) = (before, Duration.zero)
                repeat {
                    worst = max(worst, try fabric.expectPromptness())
                    most = max(most, try fabric.residentMemory())
                } while !flood.hasEnded && ContinuousClock.now - start < patience
                (growth, time, slowest) = (most - before, ContinuousClock.now - start, worst)
            }
        }

        // MARK: Fewer tables

        @Test(
            "A switch that comes back with fewer tables is not served, and it is said why; with all of them it is served again",
            .covers(.a9))
        func tables() throws {
            try Fabric.besideDeadSwitch { fabric in
                for _ in 0..<2 {
                    let poor = try FalseSwitch(fabric, on: "kvm2", number: 2, tableCount: 64)
                    let isServed = try poor.answer("it is sent away") { false }
                    #expect(!isServed && poor.changesReceived == 0)
                }
                let reason = "the switch has 64 tables and Weft's pipeline needs 251"
                #expect(try fabric.eventsTold("HostRefused").count { $0.contains(reason) } == 1, "told once")
                #expect(try fabric.weft("get", "findings").stdout.contains("too-few-tables"))
                let description = try fabric.weft("describe", "host", "kvm2").stdout
                #expect(description.contains(reason) && description.contains("Degraded"), "\(description)")
                try fabric.lab.restart(.switch, on: "kvm2")
                let start = ContinuousClock.now
                try fabric.waitReady()
                #expect(try !fabric.weft("get", "findings").stdout.contains("too-few-tables"))
                measured(
                    "64 tables: refused, told and listed; the real switch is served \((ContinuousClock.now - start).text) after its start"
                )
            }
        }

        // MARK: Removals

        @Test(
            "A removal of a flow that was never there, with or without a cookie of Weft's, is listed and changes nothing",
            .covers(.a13))
        func removals() throws {
            try Fabric.besideDeadSwitch { fabric in
                let own = try fabric.cookie(inTable: 10, of: "kvm1")
                let liar = try FalseSwitch(fabric, on: "kvm2", number: 2)
                try liar.answer("kvm2 is in sync") { try fabric.status(of: "kvm2")["phase"]?.string == "Ready" }
                let watch = try SwitchWatch(fabric, ["kvm1"])
                let changes = liar.changesReceived
                for cookie in [0xdead, own] { liar.send(Self.removal(of: cookie)) }
                let time = ContinuousClock.now
                try liar.answer("both are counted") { try fabric.falseRemovals(of: "kvm2") == 2 }
                let listed = ContinuousClock.now - time
                #expect(try fabric.drift("kvm2") == ["FalseRemoval"], "one has a cookie of Weft's")
                #expect(try fabric.eventsTold("DriftFound").contains { $0.contains("is said to be removed") })
                _ = try? liar.answer("a while", within: .seconds(1)) { false }
                #expect(liar.changesReceived == changes && watch.changes() == watch.zero)
                #expect(try fabric.status(of: "kvm2")["phase"]?.string == "Ready")

                // A real switch, whose flow with a cookie of Weft's somebody else adds, and which tells of its end.
                let flows = try fabric.flowTable("kvm1").flows
                try fabric.output(
                    .host("kvm1"),
                    ["ovs-ofctl", "-O", "OpenFlow15", "add-flow", "br-int"] + [
                        "table=9,priority=9,cookie=\(own),send_flow_rem,hard_timeout=5,actions=drop"
                    ])
                let healed = try fabric.eventually("the forged flow is taken off and listed", within: .seconds(5)) {
                    try fabric.drift("kvm1").contains("FlowForeign") && fabric.flowTable("kvm1").flows == flows
                }
                try fabric.eventually("its removal is listed", within: .seconds(5)) {
                    try fabric.drift("kvm1").contains("FalseRemoval")
                }
                try fabric.waitReady(["kvm1"])
                #expect(try fabric.flowTable("kvm1").flows == flows)
                measured(
                    "2 false removals listed after \(listed.text), 0 changes sent; a real flow with a forged cookie taken off after \(healed.text), and its removal listed"
                )
            }
        }
    }
}

extension Fabric {
    /// A fabric in which kvm1 has all the VMs, and kvm2 a database but no switch.
    fileprivate static func besideDeadSwitch(_ body: (Fabric) throws -> Void) throws {
        var spec = try LabSpec.generated(hosts: 2, vms: 4)
        for position in spec.nics.indices { spec.nics[position].host = "kvm1" }
        try with(spec, usesTLS: false) { fabric in
            try fabric.applyAll()
            try fabric.lab.kill(.switch, on: "kvm2")
            try fabric.eventually("kvm2's switch is away") { try fabric.status(of: "kvm2")["openflow"]?.string == nil }
            try body(fabric)
            try fabric.expectReachability()
        }
    }

    func status(of host: String) throws -> JSONObject {
        let hosts = try json("get", "hosts")["items"]?.array ?? []
        guard let status = hosts.first(where: { $0["name"]?.string == host })?["status"]?.object else {
            throw ScenarioError("\(host) has no status")
        }
        return status
    }

    /// Removals of flows that were never there, told by a host's switch.
    fileprivate func falseRemovals(of host: String) throws -> Int {
        guard let count = try status(of: host)["falseRemovals"]?.integer else {
            throw ScenarioError("\(host) has no count of removals")
        }
        return Int(count)
    }

    /// The kinds of what is listed as drift of a host, oldest first.
    fileprivate func drift(_ host: String) throws -> [String] {
        (try json("get", "drift")["items"]?.array ?? []).filter { $0["status"]?["host"]?.string == host }
            .compactMap { $0["status"]?["kind"]?.string }
    }

    /// The cookie of some flow of ours.
    fileprivate func cookie(inTable table: Int, of host: String) throws -> UInt64 {
        let flows = try flowTable(host).flows.sorted().filter { $0.contains(" table=\(table) ") }
        guard let word = flows.first?.split(separator: " ").first(where: { $0.hasPrefix("cookie=0x") }),
            let cookie = UInt64(word.dropFirst("cookie=0x".count), radix: 16)
        else { throw ScenarioError("no flow in table \(table) of \(host)") }
        return cookie
    }
}
