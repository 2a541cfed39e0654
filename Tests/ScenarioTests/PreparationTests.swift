import Foundation
import Lab
import Testing

extension Scenarios {
    @Suite("Hosts are prepared over OVSDB")
    struct PreparationTests {
        private static let host = LabNode.host("kvm1")

        @Test("After joining, a host has the rows of the design, and joining again writes nothing")
        func rows() throws {
            try Fabric.with(.generated(hosts: 2, vms: 4)) { fabric in
                try fabric.applyAll()
                try Self.expectRows(fabric)
                let sizes = try fabric.databaseSizes()
                for signal in [SIGTERM, SIGKILL] {
                    try fabric.restart(signal)
                    try fabric.waitReady()
                }
                sleep(1)
                #expect(try fabric.databaseSizes() == sizes, "a database's log grew")
                measured("0 bytes written to 2 databases by 2 restarts of weftd")
                try Self.expectRows(fabric)
                try fabric.expectSameFromNothing()
            }
        }

        @Test("A host without any bridge gets one in one transaction")
        func fromNothing() throws {
            try Fabric.with(.generated(hosts: 1)) { fabric in
                try fabric.applyAll()
                try Self.expectRows(fabric)
                try fabric.lab.addVM(
                    LabNIC(vm: "acme1", host: "kvm1", addresses: [try InterfaceAddress("10.0.0.11/24")], tenant: "acme")
                )
                try fabric.lab.addVM(
                    LabNIC(vm: "acme2", host: "kvm1", addresses: [try InterfaceAddress("10.0.0.12/24")], tenant: "acme")
                )
                try fabric.applyAll()
                try fabric.expectReachability()
                try fabric.expectSameFromNothing()
            }
        }

        /// What somebody may do to Weft's rows, as words for `ovs-vsctl`.
        private static let changes = [
            "--if-exists del-port weft-vxlan",
            "set-fail-mode br-int standalone",
            "set-controller br-int tcp:172.30.0.99:6653",
            "del-controller br-int",
            "remove Bridge br-int other_config datapath-id",
            "remove Interface weft-vxlan options remote_ip",
        ]

        @Test("What somebody changes in Weft's rows is repaired, and traffic goes on")
        func drift() throws {
            try Fabric.with(.generated(hosts: 2, vms: 4)) { fabric in
                try fabric.applyAll()
                try fabric.expectReachability()
                for change in Self.changes {
                    try fabric.output(Self.host, "ovs-vsctl --no-wait \(change)")
                    let time = try fabric.eventually("\(change) is repaired") { try Self.differences(fabric).isEmpty }
                    try fabric.waitReady()
                    try fabric.eventually("traffic is back after \(change)") {
                        try fabric.lab.pingMatrix().allSatisfy(\.isExpected)
                    }
                    measured("\(change): rows repaired after \(time.text)")
                }
                try fabric.expectSameFromNothing()
            }
        }

        @Test("A host that listens is dialled")
        func dial() throws {
            try Fabric.with(.generated(hosts: 2, vms: 4, join: .dial)) { fabric in
                let hosts = try fabric.lab.status().hosts.map {
                    Documents.Host(name: $0.name, ovsdb: "\(fabric.method):\($0.management):6640", vtep: $0.tunnel)
                }
                let nics = try fabric.lab.nics()
                try fabric.apply(
                    Documents.fabric(hosts), Documents.tenant("acme", nics), Documents.tenant("globex", nics),
                    wait: "accepted")
                try fabric.waitReady()
                try Self.expectRows(fabric)
                try fabric.expectReachability()
                try fabric.expectSameFromNothing()
            }
        }

        @Test("A host that no document names is pending and not touched")
        func pending() throws {
            try Fabric.with(.generated(hosts: 2, vms: 4)) { fabric in
                let sizes = try fabric.databaseSizes()
                let declared = try fabric.declaredHosts().filter { $0.name == "kvm1" }
                let nics = try fabric.lab.nics()
                try fabric.apply(Documents.fabric(declared), Documents.tenant("acme", nics), wait: "accepted")
                try fabric.waitReady(["kvm1"])
                try fabric.eventually("kvm2 is listed as pending") {
                    try fabric.weft("get", "hosts", "--no-headers").stdout.split(separator: "\n").contains { line in
                        line.contains("kvm2") && line.contains("Pending")
                    }
                }
                #expect(try fabric.databaseSizes()["kvm2"] == sizes["kvm2"])
                #expect(try fabric.output(.host("kvm2"), "ovs-vsctl get-controller br-int").isEmpty)

                try fabric.applyAll()
                try fabric.expectReachability()
                try fabric.expectSameFromNothing()
            }
        }

        private static func expectRows(_ fabric: Fabric, sourceLocation: SourceLocation = #_sourceLocation) throws {
            let differences = try differences(fabric)
            #expect(differences.isEmpty, "\(differences)", sourceLocation: sourceLocation)
        }

        /// What differs from DESIGN.md 5.2 on kvm1: each question to the database with the answer that it should have.
        private static func differences(_ fabric: Fabric) throws -> [String] {
            let expected = [
                ("get Bridge br-int fail_mode", "secure"),
                ("get Bridge br-int datapath_type", "netdev"),
                ("get Bridge br-int other_config:datapath-id", "\"0000574546000001\""),
                ("get Bridge br-int other_config:disable-in-band", "\"true\""),
                ("get-controller br-int", "\(fabric.method):172.30.0.1:6653"),
                ("--columns=connection_mode --bare list Controller", "out-of-band"),
                ("--columns=max_backoff --bare list Controller", "1000"),
                ("--columns=inactivity_probe --bare list Controller", "5000"),
                ("get Interface weft-vxlan type", "vxlan"),
                ("get Interface weft-vxlan ofport", "1000"),
                ("get Interface weft-vxlan options:key", "flow"),
                ("get Interface weft-vxlan options:remote_ip", "flow"),
                ("get Interface weft-vxlan options:local_ip", "\"172.31.0.11\""),
            ]
            return try expected.compactMap { question, answer in
                let result = try fabric.lab.exec(host, ["ovs-vsctl"] + question.split(separator: " ").map(String.init))
                let found = result.stdout.trimmingCharacters(in: .whitespacesAndNewlines)
                return found == answer ? nil : "\(question): \(found)\(result.stderr), expected \(answer)"
            }
        }
    }
}

extension Fabric {
    /// Sizes of the hosts' databases, which are logs: every durable change makes one longer.
    func databaseSizes() throws -> [String: Int] {
        try lab.status().hosts.reduce(into: [:]) { sizes, host in
            let path = "\(lab.runDirectory(of: host.name))/conf.db"
            let attributes = try FileManager.default.attributesOfItem(atPath: path)
            sizes[host.name] = (attributes[.size] as? NSNumber)?.intValue
        }
    }
}
