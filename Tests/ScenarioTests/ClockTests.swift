import AttackTable
import Foundation
import JSON
import Lab
import Testing

extension Scenarios {
    @Suite("The clock of a running weftd is moved", .enabled(if: MovableClock.preload != nil, "no libfaketime"))
    struct ClockTests {
        @Test(
            "By an hour and by a day, forth and back: no session ends, no flow changes, and changes, repairs and reconnections go on",
            .covers(.d4))
        func moved() throws {
            try Fabric.with(.generated(hosts: 3, vms: 6), isStarted: false) { fabric in
                let clock = try MovableClock(fabric)
                try fabric.start()
                try fabric.applyAll()
                try fabric.expectReachability()
                let nics = try fabric.lab.nics()
                let texts = [nics.filter { $0.vm != "acme2" }, nics].map { Documents.tenant("acme", $0) }
                let connections = try Self.connections(fabric)
                #expect(connections > 0)
                var slowest = (change: Duration.zero, repair: Duration.zero)
                let outcomes = try fabric.streaming(tenant: "globex") {
                    for jump in [1, -24, 24, -1].map({ $0 * 3600 }) {
                        let watch = try SwitchWatch(fabric)
                        try clock.move(by: jump)
                        usleep(300_000)
                        #expect(watch.changes() == watch.zero, "a clock that is moved changes nothing")
                        for text in texts {
                            let start = ContinuousClock.now
                            try fabric.apply(text)
                            slowest.change = max(slowest.change, ContinuousClock.now - start)
                        }
                        #expect(abs(try Self.shift(fabric) - jump) < 60, "weftd's clock is moved by \(jump) s")
                        let flows = try fabric.flowTable("kvm1").flows
                        try fabric.output(.host("kvm1"), "ovs-ofctl -O OpenFlow15 del-flows br-int arp")
                        let repair = try fabric.eventually("the ARP flows are back") {
                            try fabric.flowTable("kvm1").flows == flows
                        }
                        slowest.repair = max(slowest.repair, repair)
                    }
                }
                try fabric.expectNoLoss(outcomes, "while the clock was moved")
                #expect(try Self.connections(fabric) == connections, "no session ended")
                #expect(slowest.change < .seconds(3) && slowest.repair < .seconds(5), "\(slowest)")

                try clock.move(by: 3600)
                try fabric.lab.partition("kvm2", true)
                try fabric.waitAway("kvm2")
                try clock.move(by: 0)
                try fabric.lab.partition("kvm2", false)
                try fabric.waitReady()
                try fabric.expectReachability()
                try fabric.expectSameFromNothing()
                measured(
                    "weftd's clock moved by an hour and a day, forth and back: no session ended, no flow changed, changes took at most \(slowest.change.text) and repairs \(slowest.repair.text)"
                )
            }
        }

        /// How often hosts have connected.
        private static func connections(_ fabric: Fabric) throws -> Int {
            try fabric.weft("get", "events").stdout.split(separator: "\n").count { $0.contains("HostConnected") }
        }

        /// By how many seconds weftd's clock differs from the machine's, by the newest change.
        private static func shift(_ fabric: Fabric) throws -> Int {
            let output = try fabric.weft("history", "-o", "json").stdout
            let times = try JSONParser.parse(output)["items"]?.array?.compactMap { $0["time"]?.string } ?? []
            let newest = try #require(times.first.flatMap { try? Date($0, strategy: .iso8601) }, "\(output)")
            return Int(newest.timeIntervalSinceNow)
        }
    }
}

/// A wall clock for `weftd` that can be moved while it runs; its monotonic clock stays the machine's, as when an
/// administrator or NTP sets the time.
private struct MovableClock {
    /// libfaketime, in Debian's package of that name.
    static let preload = try? FileManager.default.contentsOfDirectory(atPath: "/usr/lib")
        .map { "/usr/lib/\($0)/faketime/libfaketimeMT.so.1" }
        .first { FileManager.default.fileExists(atPath: $0) }

    private let file: String

    init(_ fabric: Fabric) throws {
        file = "\(fabric.directory)/clock"
        fabric.environment = [
            "LD_PRELOAD": Self.preload ?? "", "FAKETIME_TIMESTAMP_FILE": file, "FAKETIME_NO_CACHE": "1",
            "FAKETIME_DONT_FAKE_MONOTONIC": "1",
            // Named here, as the library would else put it into the environment itself, which moves that away from where
            // Swift looks for the arguments. It is removed when weftd ends.
            "FAKETIME_SHARED": "/\(fabric.lab.name)-sem /\(fabric.lab.name)-shm",
        ]
        try move(by: 0)
    }

    func move(by seconds: Int) throws {
        try "\(seconds < 0 ? "" : "+")\(seconds)\n".write(toFile: file, atomically: true, encoding: .utf8)
    }
}
