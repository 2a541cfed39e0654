import NetworkTypes
import OVSDB
import Pipeline
import Topology

/// Reads the graph's facts from a host's database.
enum HostFacts {
    /// The ports of the integration bridge that may carry a VM, sorted by name; Weft's own and the bridge's are left out.
    static func ports(of host: HostID, in replica: Replica) -> [Port] {
        interfaces(replica).compactMap { port($0, of: host) }.sorted { $0.id < $1.id }
    }

    /// Another port has the number that flows know the tunnel port by.
    static func isTunnelNumberTaken(_ replica: Replica) -> Bool {
        interfaces(replica).contains {
            $0["name"].string != OpenVSwitch.tunnelPort && $0["ofport"].integer == Int64(Pipeline.tunnelPort.rawValue)
        }
    }

    private static func interfaces(_ replica: Replica) -> [Row] {
        guard let bridge = integrationBridge(replica) else { return [] }
        return bridge["ports"].uuids
            .compactMap { replica.row(OpenVSwitch.port, $0) }
            .flatMap { $0["interfaces"].uuids.compactMap { replica.row(OpenVSwitch.interface, $0) } }
    }

    static func systemID(_ replica: Replica) -> String? {
        replica.rows(in: OpenVSwitch.root).first?["external_ids"]["system-id"]
    }

    static func version(_ replica: Replica) -> String? {
        replica.rows(in: OpenVSwitch.root).first?["ovs_version"].string
    }

    static func integrationBridge(_ replica: Replica) -> Row? {
        replica.first(in: OpenVSwitch.bridge) { $0["name"].string == OpenVSwitch.integrationBridge }
    }

    private static func port(_ row: Row, of host: HostID) -> Port? {
        guard let name = row["name"].string, name != OpenVSwitch.integrationBridge, name != OpenVSwitch.tunnelPort
        else {
            return nil
        }
        let ids = row["external_ids"].stringMap
        // Numbers beyond these are no VM's port, and no flow or meter has room for them; one is the tunnel port's.
        let number = row["ofport"].integer.flatMap { $0 > 0 ? UInt32(exactly: $0) : nil }
            .flatMap { $0 <= NICMeter.maximumPort.rawValue && $0 != Pipeline.tunnelPort.rawValue ? $0 : nil }
        return Port(
            id: PortID(host: host, name: name), number: number.map(PortNumber.init), interfaceID: ids["iface-id"],
            attachedMAC: ids["attached-mac"].flatMap { try? MACAddress($0) }.flatMap {
                $0.isGroup || $0.rawValue == 0 ? nil : $0
            }, vmID: ids["vm-id"],
            vmName: ids["vm-name"], profile: ids["port-profile"])
    }
}
