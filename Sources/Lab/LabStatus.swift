import NetworkTypes

/// What a lab consists of and what of it runs. Encoded as JSON this is what `weft-lab status -o json` prints.
public struct LabStatus: Hashable, Sendable, Codable {
    public struct Host: Hashable, Sendable, Codable {
        public let name: String
        public let management: String
        public let tunnel: String
        public let tunnelV6: String
        public let namespace: String
        public let runDirectory: String
        /// Process ids; nil when the daemon does not run.
        public let database: Int32?
        public let `switch`: Int32?
        /// Cut off the controller.
        public let isPartitioned: Bool
        public let vms: [String]
    }

    public struct Interface: Hashable, Sendable, Codable {
        public let vm: String
        public let index: Int
        public let host: String
        public let port: String
        public let mac: String
        public let addresses: [String]
        public let gateways: [String]
        public let tenant: String?
        public let interfaceID: String
        /// Nil where VMs are only ports (``LabSpec/Datapath/dummy``).
        public let namespace: String?
    }

    public let lab: String
    public let datapath: LabSpec.Datapath
    public let manager: String
    public let controller: String
    public let controllerNamespace: String
    /// False while an interrupted `up` waits to be repeated.
    public let isComplete: Bool
    public let hosts: [Host]
    public let interfaces: [Interface]
}

extension Lab {
    /// What the lab consists of. Throws `not-found` when it is not up.
    public func status() throws(LabError) -> LabStatus {
        let state = try loadedState()
        let hosts = state.hosts.map { host in
            LabStatus.Host(
                name: host.name, management: LabAddresses.management(host.number).description,
                tunnel: LabAddresses.tunnel(host.number).description,
                tunnelV6: LabAddresses.tunnelV6(host.number).description,
                namespace: names.namespace(.host(host.name)), runDirectory: names.runDirectory(host.name),
                database: pid(of: .database, on: host.name), switch: pid(of: .switch, on: host.name),
                isPartitioned: host.isPartitioned,
                vms: state.vms.filter { vm in state.nics.contains { $0.vm == vm && $0.host == host.name } })
        }
        let interfaces = state.nics.map { nic in
            LabStatus.Interface(
                vm: nic.vm, index: nic.index, host: nic.host, port: nic.port, mac: nic.mac.description,
                addresses: nic.addresses.map(\.description), gateways: nic.gateways.map(\.description),
                tenant: nic.tenant, interfaceID: interfaceID(of: nic),
                namespace: state.datapath == .dummy ? nil : names.namespace(.vm(nic.vm)))
        }
        return LabStatus(
            lab: name, datapath: state.datapath, manager: state.manager,
            controller: LabAddresses.controller.description, controllerNamespace: names.namespace(.controller),
            isComplete: !state.pending.isWhole, hosts: hosts, interfaces: interfaces)
    }

    /// The VMs' interfaces, as declared or as moved since.
    public func nics() throws(LabError) -> [LabNIC] { try loadedState().nics }
}
