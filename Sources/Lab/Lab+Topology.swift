import NetworkTypes

extension Lab {
    /// Makes the namespaces `net` and `ctl` with the two bridges, and the controller's cable.
    func createBase() throws(LabError) {
        try batch([LabNode.network, .controller].map { "netns add \(names.namespace($0))" })
        let bridges = [LabNames.managementBridge, LabNames.underlayBridge]
        try script(
            Self.quietIPv6 + [
                "ip -batch - <<'END'",
                bridges.map { "link add \($0) type bridge mcast_snooping 0 forward_delay 0" }.joined(separator: "\n"),
                bridges.map { "link set \($0) up" }.joined(separator: "\n"),
                "link add eth0 netns \(names.namespace(.controller)) type veth peer name ctl",
                "link set ctl master \(LabNames.managementBridge) up",
                "END",
            ], on: .network)
        try batch(
            [
                "link set lo up",
                "addr add \(LabAddresses.controller)/\(LabAddresses.managementLength) dev eth0",
                "link set eth0 up",
            ], in: .controller)
    }

    /// Makes the namespaces of hosts and VMs and all cables between them, in two calls for any number of them.
    ///
    /// Cables are laid from inside `net`: nothing ever appears in the machine's own namespace, and what is in a namespace
    /// disappears with it.
    func createNodes(hosts: [LabState.Host], nics: [LabNIC], newVMs: [String]) throws(LabError) {
        try batch(
            hosts.map { "netns add \(names.namespace(.host($0.name)))" }
                + newVMs.map { "netns add \(names.namespace(.vm($0)))" })
        var lines: [String] = []
        for host in hosts {
            let space = names.namespace(.host(host.name))
            let management = LabNames.managementCable(host.number)
            let underlay = LabNames.underlayCable(host.number)
            lines += [
                "link add eth0 netns \(space) type veth peer name \(management)",
                "link set \(management) master \(LabNames.managementBridge) up",
                "link add eth1 netns \(space) type veth peer name \(underlay)",
                "link set \(underlay) master \(LabNames.underlayBridge) up",
            ]
        }
        lines += nics.map { cable($0, guestInterface: LabNames.guestInterface($0.index)) }
        try batch(lines, in: .network)
    }

    /// The line for `ip` that makes a NIC's cable: the port in the host, the other end in the VM.
    func cable(_ nic: LabNIC, guestInterface: String) -> String {
        "link add \(nic.port) netns \(names.namespace(.host(nic.host))) mtu \(Self.guestMTU) type veth"
            + " peer name \(guestInterface) netns \(names.namespace(.vm(nic.vm))) address \(nic.mac) mtu \(Self.guestMTU)"
    }

    /// 1500 of the underlay without the 50 of VXLAN over IPv4 and the 70 over IPv6, rounded down as DESIGN.md has it.
    static let guestMTU = 1400

    /// Keeps a namespace's own kernel from talking IPv6 on cables that belong to others.
    static let quietIPv6 = ["for f in /proc/sys/net/ipv6/conf/*/disable_ipv6; do echo 1 >\"$f\"; done"]
}
