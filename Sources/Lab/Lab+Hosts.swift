import Glibc
import TLS

extension Lab {
    /// Makes a host ready: its addresses, its database with `br-phy`, its VMs' ports and the manager, and its switch.
    ///
    /// All rows are written before the switch starts, which therefore configures everything in its first pass.
    func startHost(_ host: LabState.Host, nics: [LabNIC], state: LabState) throws(LabError) {
        mkdir(names.runDirectory(host.name), 0o755)
        let address = LabAddresses.management(host.number)
        let ports = state.datapath == .dummy ? [] : nics.map(\.port)
        try script(
            Self.quietIPv6 + [
                "ip -batch - <<'END'", "link set lo up",
                "addr add \(address)/\(LabAddresses.managementLength) dev eth0", "link set eth0 up", "link set eth1 up",
                ports.map { "link set \($0) up" }.joined(separator: "\n"), "END",
            ], on: .host(host.name))
        try startDatabase(host.name)
        var transaction = [
            "--no-wait", "init", "--", "set", "Open_vSwitch", ".", "external_ids:system-id=\(host.name)",
            "external_ids:hostname=\(host.name)",
            // One of each is plenty for a lab, and the default is one for every core.
            "other_config:n-handler-threads=1", "other_config:n-revalidator-threads=1",
            "--", "--may-exist", "add-br", "br-phy",
            "--", "set", "Bridge", "br-phy", "datapath_type=\(datapathType(state.datapath))",
            "other_config:hwaddr=\"\(LabAddresses.tunnelMAC(host.number))\"",
            "--", "--may-exist", "add-port", "br-phy", "eth1",
        ]
        if !nics.isEmpty { transaction += integrationBridge(state.datapath) }
        for nic in nics { transaction += addPort(nic, state.datapath) }
        if let directory = state.ssl {
            transaction += try setSSL(
                host.name, PKIDirectory(directory), isDialled: state.manager.hasPrefix("pssl:"))
        }
        transaction += ["--", "set-manager", state.manager]
        try run(["ovs-vsctl"] + transaction, on: .host(host.name))
        try startSwitch(host, datapath: state.datapath)
    }

    /// Starts the host's `ovsdb-server` unless it runs; returns when it answers.
    func startDatabase(_ host: String) throws(LabError) {
        guard pid(of: .database, on: host) == nil else { return }
        let directory = names.runDirectory(host)
        let database = "\(directory)/conf.db"
        if access(database, F_OK) != 0 {
            try run(["ovsdb-tool", "create", database, "/usr/share/openvswitch/vswitch.ovsschema"])
        }
        try run(
            [
                "ovsdb-server", database, "--remote=punix:\(directory)/db.sock",
                "--remote=db:Open_vSwitch,Open_vSwitch,manager_options",
                "--private-key=db:Open_vSwitch,SSL,private_key",
                "--certificate=db:Open_vSwitch,SSL,certificate", "--bootstrap-ca-cert=db:Open_vSwitch,SSL,ca_cert",
            ] + daemonOptions(.database, directory), on: .host(host))
    }

    /// Starts the host's `ovs-vswitchd` unless it runs; returns when it has configured what its database says and
    /// `br-phy` has its addresses again, which a host's network configuration would see to.
    func startSwitch(_ host: LabState.Host, datapath: LabSpec.Datapath) throws(LabError) {
        guard pid(of: .switch, on: host.name) == nil else { return }
        let directory = names.runDirectory(host.name)
        // Without the kernel datapath, a host offers `netdev` alone, and nobody chooses one that cannot work here.
        let mode = datapath == .dummy ? ["--enable-dummy=override"] : []
        try run(
            ["ovs-vswitchd", "unix:\(directory)/db.sock", "--disable-system"] + mode
                + daemonOptions(.switch, directory),
            on: .host(host.name))
        try configureUnderlay(host, datapath)
    }

    private func configureUnderlay(_ host: LabState.Host, _ datapath: LabSpec.Datapath) throws(LabError) {
        let ipv4 = "\(LabAddresses.tunnel(host.number))/\(LabAddresses.underlayLength)"
        let ipv6 = "\(LabAddresses.tunnelV6(host.number))/\(LabAddresses.underlayLengthV6)"
        switch datapath {
        case .userspace:
            try script(
                [
                    "echo 0 >/proc/sys/net/ipv6/conf/br-phy/disable_ipv6", "ip -batch - <<'END'",
                    "addr replace \(ipv4) dev br-phy", "link set br-phy up",
                    "addr replace \(ipv6) dev br-phy nodad", "END",
                ], on: .host(host.name))
        case .dummy:
            for (command, address) in [("ip4addr", ipv4), ("ip6addr", ipv6)] {
                try run(["ovs-appctl", "netdev-dummy/\(command)", "br-phy", address], on: .host(host.name))
            }
        }
    }

    private func daemonOptions(_ daemon: LabDaemon, _ directory: String) -> [String] {
        [
            "--pidfile=\(directory)/\(daemon.rawValue).pid", "--log-file=\(directory)/\(daemon.rawValue).log",
            "--no-chdir", "--detach", "-vconsole:off", "-vsyslog:off",
        ]
    }

    func datapathType(_ datapath: LabSpec.Datapath) -> String { datapath == .dummy ? "dummy" : "netdev" }
}
