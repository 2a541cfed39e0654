import Controller
import Policy
import Topology

extension TopologyPicture {
    /// Names in one line of the tree.
    private static let shownNames = 20

    /// The picture as a tree for terminals.
    var tree: String {
        var lines: [String] = []
        append("Networks", networks.map(branch), to: &lines)
        if !hidesFabric {
            append("Hosts", hosts.map(branch) + pending.map(branch), to: &lines)
            append(
                "Tunnels",
                tunnels.map { Branch("\($0.first) ═ \($0.second)  \(Self.list($0.networks.map(\.description)))") },
                to: &lines)
        }
        if !absent.isEmpty {
            append(
                "Not served",
                absent.map { Branch("\($0.id.description.onOneLine)  \($0.network)  \($0.phase)") }, to: &lines)
        }
        return lines.map { $0 + "\n" }.joined()
    }

    private struct Branch {
        let text: String
        let children: [Branch]

        init(_ text: String, _ children: [Branch] = []) {
            self.text = text
            self.children = children
        }
    }

    private func append(_ title: String, _ branches: [Branch], to lines: inout [String]) {
        lines.append("\(title) (\(branches.count))")
        append(branches, prefix: "", to: &lines)
    }

    private func append(_ branches: [Branch], prefix: String, to lines: inout [String]) {
        for (index, branch) in branches.enumerated() {
            let isLast = index == branches.count - 1
            lines.append(prefix + (isLast ? "└─ " : "├─ ") + branch.text)
            append(branch.children, prefix: prefix + (isLast ? "   " : "│  "), to: &lines)
        }
    }

    private func branch(_ network: NetworkItem) -> Branch {
        var text = "\(network.id)  \(network.kind), vni \(network.vni)"
        if !network.subnets.isEmpty { text += ", " + Self.list(network.subnets) }
        var children: [Branch] = []
        if !network.nics.isEmpty {
            children.append(Branch("nics: " + Self.list(network.nics.map { "\($0.vm):\($0.index)".onOneLine })))
        }
        if !network.hosts.isEmpty, !hidesFabric {
            children.append(Branch("hosts: " + Self.list(network.hosts.map(\.name))))
        }
        return Branch(text, children)
    }

    private func branch(_ host: HostItem) -> Branch {
        var text = "\(host.id)  \(host.phase?.rawValue ?? "-"), vtep \(host.vtep ?? "-")"
        if let version = host.version { text += ", Open vSwitch \(version.onOneLine)" }
        let ports = host.ports.map { port in
            let name = "\(port.name.onOneLine) (\(port.number))"
            guard let nic = port.nic else { return Branch("\(name)  \((port.quarantine ?? "-").onOneLine)") }
            let addresses = nic.addresses.isEmpty ? "-" : Self.list(nic.addresses)
            return Branch("\(name)  \(nic.id.description.onOneLine)  \(nic.network)  \(nic.mac)  \(addresses)")
        }
        var children = [Branch("br-int", ports)]
        if !host.peers.isEmpty { children.append(Branch("tunnels to " + Self.list(host.peers.map(\.name)))) }
        return Branch(text, children)
    }

    private func branch(_ host: PendingHostView) -> Branch {
        Branch("\(host.systemID.onOneLine)  Pending, dialled in from \(host.peer.onOneLine); no document names it")
    }

    private static func list(_ names: [String]) -> String {
        let shown = names.prefix(shownNames).joined(separator: ", ")
        return names.count > shownNames ? shown + " and \(names.count - shownNames) more" : shown
    }
}
