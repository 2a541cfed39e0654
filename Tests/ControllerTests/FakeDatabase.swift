import Controller
import JSON
import NetworkTypes
import OVSDB
import Topology

/// The rows of a host's database that the controller looks at, prepared as Weft wants them.
struct FakeDatabase {
    let name: String
    let number: UInt32
    /// Nil where nobody has set it.
    var systemID: String?
    private(set) var ports: [String: (row: OVSDBUUID, interface: OVSDBUUID, columns: [String: Datum])] = [:]
    /// Rows of the table `Manager`: where they dial, and the longest wait between two dials.
    var managers: [(target: String, backoff: Int64?)] = []
    /// The row of the table `SSL`, where `ovs-vsctl set-ssl` made one.
    var ssl: [String: Datum]?
    /// What ovs-vswitchd wrote of the tunnel port that it could not make.
    var tunnelError: String?
    private var nextUUID: UInt64 = 100

    init(name: String, number: UInt32) {
        self.name = name
        self.number = number
        systemID = name
    }

    static let schema: DatabaseSchema = {
        func string(_ max: String = "1") -> JSONValue {
            ["type": ["key": "string", "min": 0, "max": max == "1" ? 1 : "unlimited"]]
        }
        func integer() -> JSONValue { ["type": ["key": "integer", "min": 0, "max": 1]] }
        func map() -> JSONValue { ["type": ["key": "string", "value": "string", "min": 0, "max": "unlimited"]] }
        func references() -> JSONValue { ["type": ["key": "uuid", "min": 0, "max": "unlimited"]] }
        let tables: JSONValue = [
            "Open_vSwitch": [
                "columns": [
                    "bridges": references(), "external_ids": map(), "other_config": map(),
                    "datapath_types": string("unlimited"), "ovs_version": string(), "ssl": references(),
                ]
            ],
            "SSL": [
                "columns": [
                    "private_key": ["type": "string"], "certificate": ["type": "string"],
                    "ca_cert": ["type": "string"], "bootstrap_ca_cert": ["type": "boolean"],
                ]
            ],
            "Bridge": [
                "columns": [
                    "name": ["type": "string"], "ports": references(), "controller": references(),
                    "fail_mode": string(),
                    "datapath_type": ["type": "string"], "datapath_id": string(), "other_config": map(),
                    "external_ids": map(), "protocols": string("unlimited"),
                ]
            ],
            "Controller": [
                "columns": [
                    "target": ["type": "string"], "connection_mode": string(), "max_backoff": integer(),
                    "inactivity_probe": integer(), "external_ids": map(),
                ]
            ],
            "Manager": ["columns": ["target": ["type": "string"], "max_backoff": integer()]],
            "Port": ["columns": ["name": ["type": "string"], "interfaces": references(), "external_ids": map()]],
            "Interface": [
                "columns": [
                    "name": ["type": "string"], "type": ["type": "string"], "options": map(), "ofport": integer(),
                    "ofport_request": integer(), "external_ids": map(), "error": string(),
                ]
            ],
        ]
        do {
            return try DatabaseSchema(json: ["name": "Open_vSwitch", "version": "8.3.1", "tables": tables])
        } catch {
            preconditionFailure("the test's schema is well-formed: \(error)")
        }
    }()

    private static func uuid(_ number: UInt64) -> OVSDBUUID { OVSDBUUID(high: 1, low: number) }

    mutating func add(_ name: String, ofport: Int64, interfaceID: String, mac: String) {
        add(name, ofport: ofport, externalIDs: ["iface-id": interfaceID, "attached-mac": mac])
    }

    mutating func add(_ name: String, ofport: Int64, externalIDs: [String: String]) {
        let columns: [String: Datum] = [
            "name": .string(name), "type": "", "ofport": .integer(ofport), "external_ids": .stringMap(externalIDs),
        ]
        ports[name] = (Self.uuid(nextUUID), Self.uuid(nextUUID + 1), columns)
        nextUUID += 2
    }

    mutating func remove(_ name: String) { ports[name] = nil }

    /// Everything, as a monitor's first updates tell it.
    func everything(controller: String, datapathID: String, vtep: String) -> TableUpdates {
        let owner = OpenVSwitch.ownerKey
        func initial(_ uuid: OVSDBUUID, _ columns: [String: Datum]) -> TableUpdates.RowUpdate {
            TableUpdates.RowUpdate(uuid, .initial(columns))
        }
        let portRows = ports.sorted { $0.key < $1.key }
        let bridge: [String: Datum] = [
            "name": "br-int", "ports": .uuids([Self.uuid(10), Self.uuid(12)] + portRows.map(\.value.row)),
            "controller": .uuid(Self.uuid(3)), "fail_mode": "secure", "datapath_type": "netdev",
            "other_config": .stringMap(["datapath-id": datapathID, "disable-in-band": "true"]),
            "external_ids": .stringMap([owner: "br-int"]),
        ]
        var tunnel: [String: Datum] = [
            "name": .string(OpenVSwitch.tunnelPort), "type": "vxlan", "ofport_request": 1000,
            "options": .stringMap(["key": "flow", "remote_ip": "flow", "local_ip": vtep]),
            "external_ids": .stringMap([owner: "tunnel"]),
        ]
        tunnel["ofport"] = tunnelError == nil ? 1000 : -1
        if let tunnelError { tunnel["error"] = .string(tunnelError) }
        let target: [String: Datum] = [
            "target": .string(controller), "connection_mode": "out-of-band", "max_backoff": 1000,
            "inactivity_probe": 5000, "external_ids": .stringMap([owner: "controller"]),
        ]
        var root: [String: Datum] = [
            "bridges": .uuid(Self.uuid(2)), "external_ids": .stringMap(systemID.map { ["system-id": $0] } ?? [:]),
            "ovs_version": "3.1.0",
            "datapath_types": .strings(["netdev"]),
        ]
        if ssl != nil { root["ssl"] = .uuid(Self.uuid(4)) }
        return TableUpdates([
            .init("Open_vSwitch", [initial(Self.uuid(1), root)]),
            .init("SSL", ssl.map { [initial(Self.uuid(4), $0)] } ?? []),
            .init("Bridge", [initial(Self.uuid(2), bridge)]),
            .init("Controller", [initial(Self.uuid(3), target)]),
            .init(
                "Manager",
                managers.enumerated().map { number, row in
                    var columns: [String: Datum] = ["target": .string(row.target)]
                    if let backoff = row.backoff { columns["max_backoff"] = .integer(backoff) }
                    return initial(Self.uuid(UInt64(50 + number)), columns)
                }),
            .init(
                "Port",
                [
                    initial(Self.uuid(10), ["name": "br-int", "interfaces": .uuid(Self.uuid(11))]),
                    initial(
                        Self.uuid(12), ["name": .string(OpenVSwitch.tunnelPort), "interfaces": .uuid(Self.uuid(13))]),
                ]
                    + portRows.map {
                        initial($0.value.row, ["name": .string($0.key), "interfaces": .uuid($0.value.interface)])
                    }
            ),
            .init(
                "Interface",
                [
                    initial(Self.uuid(11), ["name": "br-int", "type": "internal", "ofport": 65534]),
                    initial(Self.uuid(13), tunnel),
                ] + portRows.map { initial($0.value.interface, $0.value.columns) }),
        ])
    }
}
