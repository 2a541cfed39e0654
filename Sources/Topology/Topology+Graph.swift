import NetworkTypes

extension Topology {
    /// The whole graph, or the part that one tenant's networks touch.
    public func graph(tenant: String? = nil) -> Graph {
        var graph = Graph()
        let visible = nics.values.filter { tenant == nil || $0.id.tenant == tenant }.sorted { $0.id < $1.id }
        addHosts(to: &graph)
        addNetworks(tenant: tenant, to: &graph)
        addNICs(visible, to: &graph)
        if tenant == nil { addUnboundPorts(to: &graph) }
        addTunnels(to: &graph)
        return graph
    }

    private func addHosts(to graph: inout Graph) {
        for host in hosts.values.sorted(by: { $0.id < $1.id }) {
            graph.nodes.append(.init(kind: .host, name: host.id.name, attributes: host.labels))
            graph.nodes.append(.init(kind: .bridge, name: "\(host.id)/br-int"))
            graph.edges.append(.init(kind: .has, from: "host:\(host.id)", to: "bridge:\(host.id)/br-int"))
            guard let vtep = host.vtep else { continue }
            graph.nodes.append(.init(kind: .vtep, name: vtep.description))
            graph.edges.append(.init(kind: .has, from: "host:\(host.id)", to: "vtep:\(vtep)"))
        }
    }

    private func addNetworks(tenant: String?, to graph: inout Graph) {
        for network in networks.values.sorted(by: { $0.id < $1.id }) where tenant == nil || network.id.tenant == tenant
        {
            let subnets = network.subnets.map(\.prefix.description).joined(separator: ", ")
            graph.nodes.append(
                .init(
                    kind: .network, name: network.id.description,
                    attributes: ["vni": network.vni.description, "type": network.kind.rawValue, "subnets": subnets]))
        }
    }

    private func addNICs(_ visible: [NIC], to graph: inout Graph) {
        var vms: Set<String> = []
        for nic in visible {
            let vm = "\(nic.id.tenant)/\(nic.id.vm)"
            if vms.insert(vm).inserted { graph.nodes.append(.init(kind: .vm, name: vm)) }
            let addresses = knownAddresses(of: nic.id).filter { $0.origin != .linkLocal }.map(\.address.description)
                .joined(separator: ", ")
            graph.nodes.append(
                .init(
                    kind: .nic, name: nic.id.description,
                    attributes: ["mac": mac(of: nic)?.description ?? "-", "addresses": addresses]))
            graph.edges.append(.init(kind: .owns, from: "vm:\(vm)", to: "nic:\(nic.id)"))
            graph.edges.append(.init(kind: .joins, from: "nic:\(nic.id)", to: "network:\(nic.network)"))
            if let port = activePort[nic.id] {
                add(port, to: &graph)
                graph.edges.append(.init(kind: .serves, from: "port:\(port)", to: "nic:\(nic.id)"))
            }
        }
    }

    private func addUnboundPorts(to graph: inout Graph) {
        let served = Set(activePort.values)
        for port in ports.keys.sorted() where !served.contains(port) { add(port, to: &graph) }
    }

    private func add(_ port: PortID, to graph: inout Graph) {
        let number = ports[port]?.number?.description ?? "-"
        graph.nodes.append(.init(kind: .port, name: port.description, attributes: ["ofport": number]))
        graph.edges.append(.init(kind: .carries, from: "bridge:\(port.host)/br-int", to: "port:\(port)"))
    }

    private func addTunnels(to graph: inout Graph) {
        for tunnel in tunnels() {
            guard let first = hosts[tunnel.first]?.vtep, let second = hosts[tunnel.second]?.vtep else { continue }
            let names = tunnel.networks.map(\.description).joined(separator: ", ")
            graph.edges.append(
                .init(kind: .tunnel, from: "vtep:\(first)", to: "vtep:\(second)", attributes: ["networks": names]))
        }
    }
}
