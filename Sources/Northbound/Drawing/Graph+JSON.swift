import JSON
import Topology

extension Graph {
    /// `{nodes: [{id, kind, name, attributes}], edges: [{kind, from, to, attributes}]}`.
    var json: JSONValue {
        [
            "nodes": .array(
                nodes.map {
                    [
                        "id": .string($0.id), "kind": .string($0.kind.rawValue), "name": .string($0.name),
                        "attributes": .object($0.attributes.json),
                    ]
                }),
            "edges": .array(
                edges.map {
                    [
                        "kind": .string($0.kind.rawValue), "from": .string($0.from), "to": .string($0.to),
                        "attributes": .object($0.attributes.json),
                    ]
                }),
        ]
    }
}
