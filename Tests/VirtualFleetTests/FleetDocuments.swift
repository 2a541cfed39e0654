import NetworkTypes
import Policy
import TestSupport

/// Documents that a schedule applies.
enum FleetDocuments {
    static let fabricKey = DocumentKey(tenant: "admin", document: "fabric")

    /// Two networks with some of the tenant's VMs. Both tenants use the same addresses.
    static func tenant(_ name: String, _ chance: inout SeededGenerator) -> String {
        let second = Bool.random(using: &chance) ? "  db: { subnets: [{ cidr: 10.0.0.0/24 }] }\n" : ""
        var text = """
            version: 1
            tenant: \(name)
            document: base
            networks:
              web: { subnets: [{ cidr: 10.0.0.0/24 }] }
            \(second)nics:

            """
        for vm in VirtualFleet.vms where vm == 1 || Int.random(in: 0..<4, using: &chance) > 0 {
            let network = second.isEmpty || Bool.random(using: &chance) ? "web" : "db"
            text += "  - { vm: vm\(vm), iface-id: \(name)-\(vm), network: \(network), addresses: [10.0.0.\(vm)] }\n"
        }
        return text
    }
}

/// A VM's port as libvirt makes it.
struct VirtualMachine: Hashable {
    let tenant: String
    let number: Int

    var portName: String { "tap-\(tenant)-\(number)" }
    var interfaceID: String { "\(tenant)-\(number)" }
    var mac: MACAddress { MACAddress(rawValue: 0x5254_0000_0000 | (tenant == "acme" ? 0x100 : 0x200) | UInt64(number)) }
    var address: IPv4Address { IPv4Address(rawValue: 0x0a00_0000 | UInt32(number)) }
}

extension VirtualMachine {
    /// The VM whose port has this name; nil for any other port.
    init?(port name: String) {
        let parts = name.split(separator: "-")
        guard parts.count == 3, parts[0] == "tap", let number = Int(parts[2]) else { return nil }
        self.init(tenant: String(parts[1]), number: number)
    }
}
