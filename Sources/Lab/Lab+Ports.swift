extension Lab {
    /// The part of an `ovs-vsctl` command that makes `br-int` as a user's host would have it for libvirt.
    func integrationBridge(_ datapath: LabSpec.Datapath) -> [String] {
        [
            "--", "--may-exist", "add-br", "br-int",
            "--", "set", "Bridge", "br-int", "datapath_type=\(datapathType(datapath))", "fail_mode=secure",
        ]
    }

    /// The part of an `ovs-vsctl` command that plugs in a NIC with what libvirt writes, and with the VM's name.
    func addPort(_ nic: LabNIC, _ datapath: LabSpec.Datapath) -> [String] {
        [
            "--", "--may-exist", "add-port", "br-int", nic.port, "--", "set", "Interface", nic.port,
            "external_ids:iface-id=\"\(interfaceID(of: nic))\"", "external_ids:attached-mac=\"\(nic.mac)\"",
            "external_ids:vm-id=\"\(machineID(of: nic.vm))\"", "external_ids:iface-status=active",
            "external_ids:vm-name=\"\(nic.vm)\"",
        ] + (datapath == .dummy ? ["type=dummy"] : [])
    }

    /// Plugs NICs into a host that runs, and waits until its switch has the ports.
    ///
    /// An existing `br-int` is left as it is.
    func plug(_ nics: [LabNIC], into host: String, _ datapath: LabSpec.Datapath) throws(LabError) {
        guard !nics.isEmpty else { return }
        let node = LabNode.host(host)
        let probe = try runUnchecked(
            commandLine(node, ["ovs-vsctl", "-t", "10", "br-exists", "br-int"]), environment(node), "", .seconds(15))
        var transaction = vsctl(host)
        if probe.status != 0 { transaction += integrationBridge(datapath) }
        for nic in nics { transaction += addPort(nic, datapath) }
        try run(transaction, on: node)
    }

    /// Pulls ports out of a host; those that are not there are passed over.
    func unplug(_ ports: [String], from host: String) throws(LabError) {
        guard !ports.isEmpty, pid(of: .database, on: host) != nil else { return }
        let parts = ports.flatMap { ["--", "--if-exists", "del-port", $0] }
        try run(vsctl(host) + parts, on: .host(host))
    }

    /// `ovs-vsctl` that waits for the switch, if there is one that can answer.
    private func vsctl(_ host: String) -> [String] {
        ["ovs-vsctl", "-t", "10"] + (pid(of: .switch, on: host) == nil ? ["--no-wait"] : [])
    }

    /// The NIC's `external_ids:iface-id`: the given one, or one derived from the names of lab and VM.
    public func interfaceID(of nic: LabNIC) -> String {
        nic.interfaceID ?? derivedUUID("\(name)/\(nic.vm)/\(nic.index)")
    }

    /// The VM's `external_ids:vm-id`, derived from the names of lab and VM.
    public func machineID(of vm: String) -> String { derivedUUID("\(name)/\(vm)") }
}
