import JSON
import NetworkTypes
import OVSDB
import Testing

/// A small database to converse about.
enum Samples {
    static let schema: JSONValue = [
        "name": "Open_vSwitch", "version": "8.3.1",
        "tables": [
            "Bridge": [
                "columns": [
                    "name": ["type": "string", "mutable": false],
                    "ports": ["type": ["key": ["type": "uuid", "refTable": "Port"], "min": 0, "max": "unlimited"]],
                    "datapath_id": ["type": ["key": "string", "min": 0]],
                    "external_ids": ["type": ["key": "string", "value": "string", "min": 0, "max": "unlimited"]],
                    "stp_enable": ["type": "boolean"],
                ]
            ],
            "Port": ["columns": ["name": ["type": "string"]]],
        ],
    ]

    static func uuid(_ number: UInt64) -> OVSDBUUID { OVSDBUUID(high: 0, low: number) }

    static func database() throws -> DatabaseSchema { try DatabaseSchema(json: schema) }
}

extension MonotonicTime {
    static func at(_ seconds: UInt64) -> Self { Self(seconds: 100 + seconds) }
}
