import Fleet
import Foundation
import NetworkTypes
import SimulatedHosts
import Testing

/// Of a host's database.
private let schemaText = try? String(contentsOfFile: "/usr/share/openvswitch/vswitch.ovsschema", encoding: .utf8)

/// A port that moves from host to host, as two controllers see it, one for each host.
@Suite("A port that moves", .enabled(if: schemaText != nil, "Open vSwitch's schema is not installed"))
struct FleetMoveTests {
    private static let port = HostPort(
        name: "mover", interfaceID: "if-1", mac: MACAddress(rawValue: 0x5254_0000_0001))

    private func fleet(_ watchers: [PortWatcher]) throws -> Fleet {
        let model = try HostModel(DatabaseModel(schemaText: #require(schemaText)))
        let members = watchers.enumerated().map { number, watcher in
            var identity = HostIdentity(
                systemID: "host-\(number)", hostName: "kvm\(number)", managers: [watcher.target])
            identity.ports = [
                HostPort(name: "tap0", interfaceID: "if-0", mac: MACAddress(rawValue: 0x5254_0000_0010))
            ]
            if number == 0 { identity.ports.append(Self.port) }
            return Fleet.Member(identity)
        }
        return Fleet(members, model: model, seed: 7)
    }

    @Test("It is on its new host, with a number, before it goes from the old one; others stay")
    func move() throws {
        let (first, second) = (try PortWatcher(), try PortWatcher())
        let fleet = try fleet([first, second])
        try fleet.start()
        defer { fleet.stop() }
        for watcher in [first, second] { try watcher.begin() }
        let before = try #require(first.ports["mover"])
        #expect(Set(second.ports.keys) == ["br-int", "tap0"])

        fleet.move(Self.port, from: 0, to: 1)
        try first.wait { $0.ports["mover"] == nil }
        try second.readWhatCame()
        let after = try #require(second.ports["mover"])
        #expect(after.number != nil)
        #expect(after.interfaceID == "if-1")
        #expect(after.mac == "52:54:00:00:00:01")
        #expect(Set(first.ports.keys) == ["br-int", "tap0"])

        fleet.move(Self.port, from: 1, to: 0)
        try second.wait { $0.ports["mover"] == nil }
        try first.readWhatCame()
        let again = try #require(first.ports["mover"])
        #expect(again.interfaceID == before.interfaceID && again.number != nil)
        #expect(try status(of: fleet) { $0.moves == 2 }.failure == nil)
    }

    @Test("A port that is not on the host is not counted, and the status says what is missing")
    func absence() throws {
        let watchers = [try PortWatcher(), try PortWatcher()]
        let fleet = try fleet(watchers)
        try fleet.start()
        defer { fleet.stop() }
        fleet.move(HostPort(name: "tap9", interfaceID: "if-9", mac: Self.port.mac), from: 1, to: 0)
        let status = try status(of: fleet) { $0.failure != nil }
        #expect(status.failure?.contains("no port named tap9 in bridge br-int") == true)
        #expect(status.moves == 0)
    }

    private func status(of fleet: Fleet, where condition: (FleetStatus) -> Bool) throws -> FleetStatus {
        for _ in 0..<1000 {
            let status = fleet.status
            if condition(status) { return status }
            usleep(10_000)
        }
        throw PortWatcher.Failure.noAnswer
    }
}
