import Controller
import JSON
import NetworkTypes
import OVSDB

/// What a host's database says, as far as the controller looks.
struct FakeHost {
    struct Port {
        let name: String
        let ofport: Int64
        let ids: [String: String]
    }

    let systemID: String
    var ports: [Port] = []

    private static let schemaJSON: JSONValue = {
        let text: JSONValue = ["type": ["key": "string", "min": 0, "max": "unlimited"]]
        let number: JSONValue = ["type": ["key": "integer", "min": 0, "max": 1]]
        let map: JSONValue = ["type": ["key": "string", "value": "string", "min": 0, "max": "unlimited"]]
        let rows: JSONValue = ["type": ["key": "uuid", "min": 0, "max": "unlimited"]]
        let root: JSONValue = [
            "columns": [
                "bridges": rows, "external_ids": map, "other_config": map, "datapath_types": text, "ovs_version": text,
            ]
        ]
        let bridge: JSONValue = [
            "columns": [
                "name": text, "ports": rows, "controller": rows, "fail_mode": text, "datapath_type": text,
                "datapath_id": text, "other_config": map, "external_ids": map, "protocols": text,
            ]
        ]
        let controller: JSONValue = [
            "columns": [
                "target": text, "connection_mode": text, "max_backoff": number, "inactivity_probe": number,
                "external_ids": map,
            ]
        ]
        let manager: JSONValue = ["columns": ["target": text, "max_backoff": number]]
        let port: JSONValue = ["columns": ["name": text, "interfaces": rows, "external_ids": map]]
        let interface: JSONValue = [
            "columns": [
                "name": text, "type": text, "options": map, "ofport": number, "ofport_request": number,
                "external_ids": map, "error": text,
            ]
        ]
        return [
            "name": "Open_vSwitch", "version": "8.3.1",
            "tables": [
                "Open_vSwitch": root, "Bridge": bridge, "Controller": controller, "Manager": manager, "Port": port,
                "Interface": interface,
            ],
        ]
    }()

    static func schema() throws -> DatabaseSchema { try DatabaseSchema(json: schemaJSON) }

    /// The whole database, as a monitor tells it first.
    var everything: TableUpdates {
        func row(_ number: UInt64, _ columns: [String: Datum]) -> TableUpdates.RowUpdate {
            .init(OVSDBUUID(high: 1, low: number), .initial(columns))
        }
        func uuids(_ numbers: [UInt64]) -> Datum { .uuids(numbers.map { OVSDBUUID(high: 1, low: $0) }) }
        let portNumbers = ports.indices.map { UInt64(100 + $0) }
        let bridge: [String: Datum] = ["name": "br-int", "ports": uuids(portNumbers), "controller": uuids([3])]
        return TableUpdates([
            .init(
                "Open_vSwitch",
                [
                    row(
                        1,
                        [
                            "bridges": uuids([2]), "external_ids": .stringMap(["system-id": systemID]),
                            "ovs_version": "3.1.0", "other_config": .stringMap(["flow-restore-wait": "true"]),
                        ])
                ]),
            .init("Bridge", [row(2, bridge)]),
            .init("Controller", [row(3, ["target": "tcp:192.0.2.1:6653"])]),
            .init(
                "Port",
                zip(portNumbers, ports).map {
                    row($0, ["name": .string($1.name), "interfaces": uuids([$0 + 1000])])
                }),
            .init(
                "Interface",
                zip(portNumbers, ports).map {
                    row(
                        $0 + 1000,
                        [
                            "name": .string($1.name), "ofport": .integer($1.ofport),
                            "external_ids": .stringMap($1.ids),
                        ])
                }),
        ])
    }
}
