import Controller
import Foundation
import NetworkTypes
import OVSDB
import Policy
import SimulatedHosts
import TestSupport
import Testing

/// A controller and its hosts in one thread, under a clock of their own: they speak the bytes of OVSDB and OpenFlow, and all
/// that chance has a part in follows from the seed.
final class VirtualFleet {
    static let hostCount = 4
    static let tenants = ["acme", "globex"]
    static let vms = 1...8

    let clock = VirtualClock()
    let controller: VirtualController
    private(set) var hosts: [VirtualHost] = []
    var chance: SeededGenerator
    private let bodies = FlowBodies()
    /// What was asked for each document, in order, and how many of that were confirmed.
    private var submitted: [DocumentKey: [String]] = [:]
    private var confirmed: [DocumentKey: Int] = [:]
    private(set) var confirmedRevision: UInt64 = 0

    private static let model: HostModel? = {
        guard let text = try? String(contentsOfFile: schemaPath, encoding: .utf8) else { return nil }
        return (try? DatabaseModel(schemaText: text)).flatMap { try? HostModel($0) }
    }()
    private static let schemaPath = "/usr/share/openvswitch/vswitch.ovsschema"
    static var isAvailable: Bool { model != nil }
    static let absence = "\(schemaPath), the schema of a host's database, is not there"

    init(seed: UInt64) throws {
        chance = SeededGenerator(seed: seed)
        controller = try VirtualController(clock, seed: chance.next())
        for number in 1...Self.hostCount { hosts.append(try makeHost(number)) }
        apply(TestDocuments.fabric(hosts: Self.hostCount), key: FleetDocuments.fabricKey)
        for host in hosts { host.start() }
    }

    /// Another host that says it is the one with this number.
    func makeImpostor(of number: Int) throws -> VirtualHost { try makeHost(number, address: "172.30.1.\(number)") }

    private func makeHost(_ number: Int, address: String? = nil) throws -> VirtualHost {
        let identity = HostIdentity(
            systemID: "kvm\(number)", hostName: "kvm\(number)", managers: ["tcp:172.30.0.1:6640"])
        return VirtualHost(
            identity, try #require(Self.model), address: "tcp:" + (address ?? "172.30.0.\(10 + number)"),
            bodies: bodies, controller, seed: chance.next())
    }

    // MARK: Documents

    func applyTenant(_ tenant: String) {
        apply(FleetDocuments.tenant(tenant, &chance), key: DocumentKey(tenant: tenant, document: "base"))
    }

    /// Submits a document. What is confirmed is durable at that moment, and must never be lost.
    private func apply(_ text: String, key: DocumentKey) {
        submitted[key, default: []].append(text)
        let number = submitted[key, default: []].count
        controller.apply(text) { [unowned self] response in
            guard case .applied(let outcome) = response else { return }
            confirmed[key] = number
            confirmedRevision = max(confirmedRevision, outcome.revision ?? 0)
            #expect(controller.store.text(key) == text, "\(key) was confirmed and is not durable")
        }
    }

    /// Nothing that was confirmed is lost: each document is as it was confirmed last, or as it was asked for later.
    func expectNothingLost(_ context: String) {
        #expect(controller.store.revision >= confirmedRevision, "\(context)")
        for (key, number) in confirmed {
            let possible = submitted[key, default: []].dropFirst(number - 1)
            let text = controller.store.text(key)
            #expect(text.map(possible.contains) == true, "\(context): \(key) is older than what was confirmed")
        }
    }

    // MARK: The end

    /// Everything works again: what was isolated is reached, the disk takes writes, and the controller runs.
    func heal() throws {
        controller.store.failure = nil
        if !controller.isUp { try controller.start() }
        for host in hosts {
            host.isIsolated = false
            host.limitFlows(nil)
        }
    }

    func end() {
        controller.end()
        clock.clear()
    }
}
