import Topology

extension Graph {
    /// The graph in Graphviz's language, for `dot -Tsvg` and the like.
    var dot: String {
        var text = "graph weft {\n  rankdir=LR;\n  node [fontname=\"sans-serif\", fontsize=10];\n"
        for node in nodes {
            let details = node.attributes.sorted { $0.key < $1.key }.filter { !$0.value.isEmpty && $0.value != "-" }
            let label = ([node.name] + details.map { "\($0.key) \($0.value)" }).map(Self.escaped).joined(
                separator: "\\n")
            text += "  \(Self.quoted(node.id)) [shape=\(node.kind.shape), label=\"\(label)\"];\n"
        }
        for edge in edges {
            let style = edge.kind == .tunnel ? "style=dashed, constraint=false" : "style=solid"
            text += "  \(Self.quoted(edge.from)) -- \(Self.quoted(edge.to)) [\(style)"
            if let networks = edge.attributes["networks"] { text += ", tooltip=\"\(Self.escaped(networks))\"" }
            text += "];\n"
        }
        return text + "}\n"
    }

    private static func quoted(_ text: String) -> String { "\"\(escaped(text))\"" }

    /// Within double quotes only quotes and backslashes are special; control characters are replaced.
    private static func escaped(_ text: String) -> String {
        var result = ""
        for character in text.onOneLine.unicodeScalars {
            if character == "\"" || character == "\\" { result += "\\" }
            result.unicodeScalars.append(character)
        }
        return result
    }
}

extension Graph.NodeKind {
    fileprivate var shape: String {
        switch self {
        case .host: "box3d"
        case .vtep: "ellipse"
        case .bridge: "component"
        case .port: "point"
        case .vm: "box"
        case .nic: "plaintext"
        case .network: "octagon"
        }
    }
}
