import Lab
import NetworkTypes
import Testing

/// The documents that describe a lab.
enum Documents {
    /// One host's line of the fabric document.
    struct Host {
        var name: String
        var ovsdb = "listen"
        var vtep: String
    }

    /// The admin's document.
    static func fabric(
        _ hosts: [Host], tenants: [String] = ["acme", "globex"], pool: String = "10000-15999999"
    ) -> String {
        var lines = ["version: 1", "tenant: admin", "document: fabric", "vni-pool: \(pool)", "underlay: { mtu: 1500 }"]
        if !tenants.isEmpty { lines.append("tenants:") }
        lines += tenants.map { "  \($0): { quota: { networks: 100, nics: 1000 } }" }
        lines.append("hosts:")
        for host in hosts {
            let pin = host.ovsdb == "listen" ? " system-id: \(host.name)," : ""
            lines.append("  \(host.name): { ovsdb: \"\(host.ovsdb)\",\(pin) vtep: \(host.vtep) }")
        }
        return lines.joined(separator: "\n") + "\n"
    }

    /// A tenant's document `base`: network `web` with the prefixes that all tenants of a lab use, and its VMs.
    static func tenant(_ name: String, _ nics: [LabNIC]) -> String {
        var lines = ["version: 1", "tenant: \(name)", "document: base", "networks:", "  web:", "    subnets:"]
        lines.append("      - { cidr: 10.0.0.0/24, dhcp: off }")
        lines.append("      - { cidr: \"2001:db8:0:1::/64\", ra: off }")
        lines.append("nics:")
        for nic in nics where nic.tenant == name {
            let addresses = nic.addresses.map { "\"\($0.address)\"" }.joined(separator: ", ")
            lines.append("  - { vm: \(nic.vm), mac: \"\(nic.mac)\", network: web, addresses: [\(addresses)] }")
        }
        return lines.joined(separator: "\n") + "\n"
    }
}

extension Fabric {
    /// The hosts of the lab, as the fabric document declares them.
    func declaredHosts() throws -> [Documents.Host] {
        try lab.status().hosts.map { Documents.Host(name: $0.name, vtep: $0.tunnel) }
    }

    /// Applies the documents of the whole lab and waits until every host has what they say.
    func applyAll() throws {
        let nics = try lab.nics()
        let tenants = Set(nics.compactMap(\.tenant)).sorted()
        let texts =
            try [Documents.fabric(declaredHosts(), tenants: tenants)]
            + tenants.map { Documents.tenant($0, nics) }
        // Hosts that have not dialled in yet are away, and nobody waits for those.
        try apply(texts, wait: "accepted")
        try waitReady()
    }
}
