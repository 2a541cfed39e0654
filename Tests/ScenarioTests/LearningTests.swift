import Foundation
import JSON
import Lab
import NetworkTypes
import Testing

extension Scenarios {
    @Suite("Learned addresses")
    struct LearningTests {
        /// Networks without subnets, and NICs without addresses.
        private static func documents(_ nics: [LabNIC]) -> [String] {
            Set(nics.compactMap(\.tenant)).sorted().map { tenant in
                let lines = nics.filter { $0.tenant == tenant }
                    .map { "  - { vm: \($0.vm), mac: \"\($0.mac)\", network: web }" }
                return
                    "version: 1\ntenant: \(tenant)\ndocument: base\nnetworks: { web: { address-mode: learned } }\nnics:\n"
                    + lines.joined(separator: "\n") + "\n"
            }
        }

        /// A lab whose VMs have used their addresses once, and so have them.
        private static func with(_ body: (Fabric, Guests) throws -> Void) throws {
            try Fabric.with(.generated(hosts: 2, vms: 8)) { fabric in
                let nics = try fabric.lab.nics()
                try fabric.apply([Documents.fabric(fabric.declaredHosts())] + documents(nics), wait: "accepted")
                try fabric.waitReady()
                let guests = try Guests(fabric)
                for nic in nics {
                    try guests.send(announcement(of: try nic.ipv4, by: nic), from: nic.vm)
                    try guests.send(
                        Frame.ethernet(
                            to: MACAddress(rawValue: 0x3333_0000_0001), from: nic.mac, type: 0x86dd,
                            Frame.udp(to: try IPv6Address("ff02::1"), from: try nic.ipv6, Frame.token(0))), from: nic.vm
                    )
                }
                try fabric.eventually("every NIC has its two addresses") {
                    try nics.allSatisfy { try addresses(of: $0, fabric).count == 2 }
                }
                try fabric.waitReady()
                try body(fabric, guests)
            }
        }

        private static func announcement(of address: IPv4Address, by nic: LabNIC) -> [UInt8] {
            Frame.ethernet(
                to: .broadcast, from: nic.mac, type: 0x0806,
                Frame.arp(
                    operation: 1, sender: (nic.mac, address), target: (MACAddress(rawValue: 0), address),
                    token: Frame.token(0)))
        }

        private static func addresses(of nic: LabNIC, _ fabric: Fabric) throws -> [String] {
            let object = try fabric.json("get", "nic", "\(nic.vm):0", "-T", nic.tenant ?? "-")
            return (object["status"]?["addresses"]?.array ?? []).compactMap(\.string)
        }

        /// The guest's own kernel finds by duplicate address detection that another has the address.
        private static func expectTaken(_ address: String, for vm: String, _ fabric: Fabric) throws {
            let setting = "/proc/sys/net/ipv6/conf/eth0/accept_dad"
            try fabric.output(.vm(vm), ["sh", "-c", "echo 1 >\(setting) && ip addr add \(address)/64 dev eth0"])
            try fabric.eventually("\(vm) finds that \(address) is taken") {
                try fabric.output(.vm(vm), "ip -6 addr show dev eth0").split(separator: "\n")
                    .contains { $0.contains("\(address)/64") && $0.contains("dadfailed") }
            }
            try fabric.output(.vm(vm), ["sh", "-c", "echo 0 >\(setting) && ip addr del \(address)/64 dev eth0"])
            let table = try fabric.output(.vm(vm), "ip -6 addr show dev eth0")
            #expect(table.contains("2001:db8:0:1::12/64") && !table.contains("dadfailed"), "\(table)")
        }

        @Test("First use binds, on real switches: all pairs reach each other, and a restart changes no flow")
        func firstUse() throws {
            try Self.with { fabric, guests in
                try fabric.expectReachability()
                let nic = try guests.nic("acme1")
                let description = try fabric.weft("describe", "nic", "acme1:0", "-T", "acme").stdout
                #expect(description.contains("learned") && description.contains("10.0.0.11"), "\(description)")
                #expect(try fabric.weft("get", "nics", "-T", "acme").stdout.contains("10.0.0.11"))
                let events = try fabric.weft("get", "events").stdout
                #expect(events.contains("acme/acme1:0 has 10.0.0.11 from now on (learned)"), "\(events)")
                try Self.expectTaken("2001:db8:0:1::11", for: "acme2", fabric)
                var watch = try SwitchWatch(fabric)
                watch.restart()
                try fabric.restart()
                try fabric.waitReady()
                #expect(watch.changes() == watch.zero)
                #expect(try Self.addresses(of: nic, fabric) == ["10.0.0.11", "2001:db8:0:1::11"])
                try fabric.expectReachability()
                try fabric.expectSameFromNothing()
            }
        }

        @Test("With `ra: slaac` a NIC has what its guest made of the prefix, from its duplicate address detection on")
        func autoconfigured() throws {
            try Fabric.with(.generated(hosts: 2, vms: 4)) { fabric in
                let nics = try fabric.lab.nics()
                let acme = Documents.tenant("acme", nics).replacingOccurrences(of: "ra: off", with: "ra: slaac")
                try fabric.apply(
                    [Documents.fabric(fabric.declaredHosts()), acme, Documents.tenant("globex", nics)],
                    wait: "accepted")
                try fabric.waitReady()
                let own = try #require(nics.first { $0.vm == "acme1" })
                /// The guest's kernel asks whether somebody has the address, and takes it.
                func detect(_ vm: String, _ address: String) throws {
                    let setting = "/proc/sys/net/ipv6/conf/eth0/accept_dad"
                    try fabric.output(
                        .vm(vm), ["sh", "-c", "echo 1 >\(setting) && ip addr add \(address)/64 dev eth0"])
                }
                func answers(_ address: String) throws -> Bool {
                    try fabric.lab.exec(.vm("acme2"), ["ping", "-c", "1", "-W", "1", address]).status == 0
                }
                let made = (1...8).map { "2001:db8:0:1::100\($0)" }
                for address in made {
                    try detect("acme1", address)
                    try fabric.eventually("acme1 has \(address)") {
                        try Self.addresses(of: own, fabric).contains(address)
                    }
                    try fabric.eventually("\(address) answers on another host") { try answers(address) }
                }
                try detect("acme1", "2001:db8:0:1::1009")
                // A NIC that has all it may have asks no more, so there is nothing to wait for but its own delay.
                sleep(3)
                #expect(try !answers("2001:db8:0:1::1009"))
                // No subnet of globex is for that.
                try detect("globex1", "2001:db8:0:1::1001")
                sleep(3)
                let ping = ["ping", "-c", "1", "-W", "1", "2001:db8:0:1::1001"]
                #expect(try fabric.lab.exec(.vm("globex2"), ping).status != 0)
                try fabric.restart()
                try fabric.waitReady()
                let kept = try Self.addresses(of: own, fabric)
                #expect(Set(kept).isSuperset(of: made) && !kept.contains("2001:db8:0:1::1009"))
                #expect(try answers(made[7]))
                measured(
                    "of nine addresses that a guest made of the prefix, 8 answer and stay over a restart; the ninth does not"
                )
                try fabric.expectSameFromNothing()
            }
        }

        @Test("A NIC gets eight addresses and no ninth; what another has, it does not get")
        func limits() throws {
            try Self.with { fabric, guests in
                let (own, victim) = (try guests.nic("acme1"), try guests.nic("acme3"))
                for last: UInt32 in 101...112 {
                    try guests.send(
                        Self.announcement(of: IPv4Address(rawValue: 0x0a00_0000 + last), by: own), from: own.vm)
                    usleep(200_000)
                }
                try fabric.eventually("acme1 has eight addresses") { try Self.addresses(of: own, fabric).count == 8 }
                let flows = try fabric.output(.host(own.host), "ovs-ofctl -O OpenFlow15 dump-flows br-int table=10")
                let number = try fabric.weft("flows", "--nic", "acme/acme1:0", "--stage", "guard").stdout
                #expect(!number.contains("controller"), "a full NIC asks no more: \(number)")
                #expect(flows.contains("controller"), "others still ask")
                // acme3, which has room, tries what acme1 has.
                try guests.send(Self.announcement(of: try own.ipv4, by: victim), from: victim.vm)
                try fabric.eventually("the second user is told off") {
                    try fabric.weft("get", "events").stdout
                        .contains("acme/acme3:0 uses 10.0.0.11 and does not get it: it is that of acme/acme1:0")
                }
                #expect(try Self.addresses(of: victim, fabric).count == 2)
                try fabric.expectReachability()
                try fabric.expectSameFromNothing()
            }
        }

        @Test("A VM that moves keeps what it learned")
        func moved() throws {
            try Self.with { fabric, guests in
                let nic = try guests.nic("acme1")
                let target = nic.host == "kvm1" ? "kvm2" : "kvm1"
                let before = try Self.addresses(of: nic, fabric)
                try fabric.lab.moveVM("acme1", to: target)
                try fabric.eventually("acme1 is served on \(target)") {
                    try fabric.json("get", "nic", "acme1:0", "-T", "acme")["status"]?["host"]?.string == target
                }
                try fabric.waitReady()
                #expect(try Self.addresses(of: nic, fabric) == before)
                try fabric.expectReachability()
                try fabric.expectSameFromNothing()
            }
        }

        @Test("A18: a VM that asks for addresses without end reaches the controller ten times a second")
        func flood() throws {
            try Self.with { fabric, guests in
                let own = try guests.nic("acme1")
                let object = try fabric.json("get", "nic", "acme1:0", "-T", "acme")
                guard let port = object["status"]?["ofport"]?.integer else { throw ScenarioError("no port: \(object)") }
                /// What came to the meter of packet-ins, and what it let through.
                func packets() throws -> (came: Int, passed: Int) {
                    let dump = try fabric.output(.host(own.host), "ovs-ofctl -O OpenFlow15 meter-stats br-int")
                    let words = dump.split(whereSeparator: \.isWhitespace)
                    guard let start = words.firstIndex(of: "meter:\(65536 + port)") else {
                        throw ScenarioError("no meter: \(dump)")
                    }
                    func number(_ name: String) -> Int {
                        words[start...].first { $0.hasPrefix(name) }.flatMap { Int($0.dropFirst(name.count)) } ?? 0
                    }
                    let came = number("packet_in_count:")
                    return (came, came - number("packet_count:"))
                }
                let before = try packets()
                let start = ContinuousClock.now
                // Another's address: nothing ever comes of it.
                let frame = Self.announcement(of: try guests.nic("acme3").ipv4, by: own)
                for _ in 0..<40 {
                    for _ in 0..<50 { try guests.send(frame, from: own.vm) }
                    usleep(20_000)
                }
                let seconds = (ContinuousClock.now - start).seconds
                let after = try packets()
                let (came, passed) = (after.came - before.came, after.passed - before.passed)
                measured(
                    "of 2000 frames in \(seconds) s \(came) came to the meter of packet-ins and \(passed) to the controller"
                )
                #expect(came > passed && passed > 0 && Double(passed) <= 1.5 * (10 + 10 * seconds))
                let events = try fabric.weft("get", "events").stdout
                #expect(events.components(separatedBy: "acme1:0 uses 10.0.0.13").count == 2, "told once")
                try fabric.expectReachability()
                try fabric.expectSameFromNothing()
            }
        }

        @Test("Both ends of a VRRP pair use the shared address, and it is announced by whoever has it")
        func exception() throws {
            try Fabric.with(.generated(hosts: 2, vms: 8)) { fabric in
                try fabric.applyAll()
                try fabric.expectReachability()
                let shared = try IPv4Address("10.0.0.250")
                let guests = try Guests(fabric)
                let (first, second, peer) = (try guests.nic("acme1"), try guests.nic("acme2"), try guests.nic("acme3"))
                func sees(_ number: Int, from nic: LabNIC) throws -> Bool {
                    let frame = Frame.ethernet(
                        to: peer.mac, from: nic.mac, type: 0x0800,
                        Frame.udp(to: try peer.ipv4, from: shared, Frame.token(number)))
                    try guests.send(frame, from: nic.vm)
                    return guests.sightings(of: [Frame.token(number)])[peer.vm] == [1]
                }
                #expect(try !sees(1, from: first))
                try fabric.apply(
                    """
                    version: 1
                    tenant: acme
                    document: security
                    port-security:
                      exceptions:
                        - { nic: acme1, allow-addresses: [\(shared)], reason: VRRP }
                        - { nic: acme2, allow-addresses: [\(shared)/32], reason: VRRP }
                    """)
                #expect(try sees(2, from: first))
                #expect(try sees(3, from: second))
                // The one that has it answers, and the other takes it over by an announcement.
                for (nic, other) in [(first, second), (second, first)] {
                    _ = try fabric.lab.exec(.vm(other.vm), ["ip", "addr", "del", "\(shared)/32", "dev", "eth0"])
                    try fabric.output(.vm(nic.vm), "ip addr add \(shared)/32 dev eth0")
                    try guests.send(Self.announcement(of: shared, by: nic), from: nic.vm)
                    let result = try fabric.lab.exec(.vm(peer.vm), ["ping", "-n", "-c", "3", "-i", "0.3", "\(shared)"])
                    #expect(result.status == 0, "\(result.stdout)")
                    let neighbour = try fabric.output(.vm(peer.vm), "ip neigh show \(shared)")
                    #expect(neighbour.contains(nic.mac.description), "\(neighbour)")
                }
                try fabric.output(.vm(second.vm), "ip addr del \(shared)/32 dev eth0")
                try fabric.weft("delete", "document", "acme/security", "--yes")
                try fabric.waitReady()
                #expect(try !sees(4, from: first))
                try fabric.expectReachability()
                try fabric.expectSameFromNothing()
            }
        }

        @Test(
            "A NIC whose exception is ::/0 keeps its own address when its kernel detects it, and hears of those of others"
        )
        func exceptionForAll() throws {
            try Fabric.with(.generated(hosts: 2, vms: 8)) { fabric in
                try fabric.applyAll()
                try fabric.apply(
                    """
                    version: 1
                    tenant: acme
                    document: security
                    port-security:
                      exceptions:
                        - { nic: acme2, allow-addresses: ["::/0"], reason: a router }
                    """)
                let own = "2001:db8:0:1::12/64"
                let setting = "/proc/sys/net/ipv6/conf/eth0/accept_dad"
                for _ in 0..<3 {
                    try fabric.output(
                        .vm("acme2"),
                        ["sh", "-c", "echo 1 >\(setting); ip addr del \(own) dev eth0; ip addr add \(own) dev eth0"])
                    try fabric.eventually("the detection has ended") {
                        try !fabric.output(.vm("acme2"), "ip -6 addr show dev eth0 tentative").contains(own)
                    }
                    let table = try fabric.output(.vm("acme2"), "ip -6 addr show dev eth0")
                    #expect(table.contains(own) && !table.contains("dadfailed"), "\(table)")
                }
                try Self.expectTaken("2001:db8:0:1::11", for: "acme2", fabric)
                try fabric.expectReachability()
            }
        }
    }
}
