import JSON
import Lab
import NetworkTypes
import Testing

extension Scenarios {
    @Suite("Ports become NICs")
    struct BindingTests {
        /// Networks, and no NICs.
        private static let documents = ["acme", "globex"].map { tenant in
            """
            version: 1
            tenant: \(tenant)
            document: base
            networks: { web: { subnets: [{ cidr: 10.0.0.0/24, dhcp: off }] } }

            """
        }

        @Test("A port that only its profile names joins that network with its MAC address, and no other network")
        func profile() throws {
            try Fabric.with(.generated(hosts: 2, vms: 8)) { fabric in
                try fabric.apply([Documents.fabric(fabric.declaredHosts())] + Self.documents, wait: "accepted")
                try fabric.waitReady()
                let nics = try fabric.lab.nics()
                for nic in nics {
                    let code = try profile(of: nic.tenant ?? "-", fabric)
                    try fabric.output(
                        .host(nic.host),
                        "ovs-vsctl --no-wait set Interface \(nic.port) external_ids:port-profile=\(code)")
                }
                try fabric.eventually("every port is a NIC") {
                    let items = try fabric.json("get", "nics")["items"]?.array ?? []
                    return items.count == nics.count
                        && items.allSatisfy { $0["status"]?["phase"]?.string == "NoAddress" }
                }
                try fabric.waitReady()
                try expectLinkLocalPings(among: nics, fabric)
                let named = try fabric.json("get", "nic", "acme1:0", "-T", "acme")
                #expect(named["status"]?["evidence"]?.string == "port-profile")
                try fabric.expectSameFromNothing()
                // A profile of no network is nobody's.
                let first = nics[0]
                try fabric.output(
                    .host(first.host),
                    "ovs-vsctl --no-wait set Interface \(first.port) external_ids:port-profile=n-none")
                try fabric.eventually("the port is quarantined") {
                    try fabric.weft("get", "nics", "--unbound").stdout.contains(first.port)
                }
                try fabric.expectSameFromNothing()
            }
        }

        private func profile(of tenant: String, _ fabric: Fabric) throws -> String {
            let network = try fabric.json("get", "network", "web", "-T", tenant)
            guard let code = network["status"]?["profile"]?.string else { throw ScenarioError("no code: \(network)") }
            return code
        }

        /// The link-local address follows from the MAC, so it is known; both tenants' VMs have different ones.
        private func expectLinkLocalPings(among nics: [LabNIC], _ fabric: Fabric) throws {
            for source in nics where source.vm.hasSuffix("1") || source.vm.hasSuffix("2") {
                for target in nics where target.vm != source.vm {
                    let address = IPv6Address.linkLocal(from: target.mac)
                    let isAllowed = source.tenant == target.tenant
                    let wait = isAllowed ? ["-c", "3", "-W", "2", "-i", "0.2"] : ["-c", "1", "-W", "1"]
                    let result = try fabric.lab.exec(.vm(source.vm), ["ping", "-n"] + wait + ["\(address)%eth0"])
                    #expect(
                        (result.status == 0) == isAllowed, "\(source.vm) → \(target.vm): \(result.stdout)")
                }
            }
        }
    }
}
