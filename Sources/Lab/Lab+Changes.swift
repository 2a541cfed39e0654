extension Lab {
    /// Adds a host that joins the controller as the others did. Does nothing when it exists.
    public func addHost(_ host: String) throws(LabError) {
        try LabSpec(hosts: [host]).check()
        try change { state throws(LabError) in
            guard !state.hosts.contains(where: { $0.name == host }) else { return }
            guard !state.nics.contains(where: { $0.vm == host }) else {
                throw LabError(.conflict, "\(host) is a VM")
            }
            try self.add(hosts: [host], nics: [], to: &state)
        }
    }

    /// Removes a host without a farewell, as a power failure does, and the VMs that run on it. Does nothing when there
    /// is no such host.
    public func deleteHost(_ host: String) throws(LabError) {
        try change { state throws(LabError) in
            guard let found = state.hosts.first(where: { $0.name == host }) else { return }
            let nics = state.nics.filter { $0.host == host }
            state.hosts.removeAll { $0.name == host }
            state.nics.removeAll { $0.host == host }
            state.pending.hosts = [found]
            state.pending.ports = nics.map { LabState.PendingPort(vm: $0.vm, index: $0.index, host: $0.host) }
            try state.save(self.names)
            try self.recover(&state)
        }
    }

    /// Adds a VM, or a further interface of a VM, and plugs it in. Does nothing when the same interface exists.
    ///
    /// - Throws: `conflict` when it exists otherwise; `not-found` for an unknown host.
    public func addVM(_ nic: LabNIC) throws(LabError) {
        try change { state throws(LabError) in
            if let existing = state.nics.first(where: { $0.vm == nic.vm && $0.index == nic.index }) {
                guard existing == nic else {
                    throw LabError(
                        .conflict, "VM \(nic.vm) has an interface \(nic.index) with other properties",
                        hint: "weft-lab del-vm \(nic.vm)")
                }
                return
            }
            try LabSpec.check(state.nics + [nic], hosts: Set(state.hosts.map(\.name)))
            try self.add(hosts: [], nics: [nic], to: &state)
        }
    }

    /// Removes a VM with all its interfaces; its processes are killed. Does nothing when there is no such VM.
    public func deleteVM(_ vm: String) throws(LabError) {
        try change { state throws(LabError) in
            let nics = state.nics.filter { $0.vm == vm }
            guard !nics.isEmpty else { return }
            state.nics.removeAll { $0.vm == vm }
            state.pending.ports = nics.map { LabState.PendingPort(vm: $0.vm, index: $0.index, host: $0.host) }
            try state.save(self.names)
            try self.recover(&state)
        }
    }

    /// Removes everything that is pending, and builds those of its VMs anew that the state still has.
    func recover(_ state: inout LabState) throws(LabError) {
        let pending = state.pending
        guard !pending.hosts.isEmpty || !pending.ports.isEmpty else { return }
        let vms = Set(pending.ports.map(\.vm))
        let hosts = Set(state.hosts.map(\.name))
        let dead = pending.hosts.map { LabNode.host($0.name) } + vms.sorted().map { LabNode.vm($0) }
        let deadline = ContinuousClock.now + .seconds(20)
        try killProcesses(in: dead.map { names.namespace($0) }, until: deadline)

        for (host, ports) in Dictionary(grouping: pending.ports, by: \.host).sorted(by: { $0.key < $1.key })
        where hosts.contains(host) {
            let ports = ports.map { LabNames.port(vm: $0.vm, index: $0.index) }
            try unplug(ports, from: host)
            // Deleting a namespace takes its cables away later; a new cable of that name may come sooner.
            try batch(ports.map { "link del \($0)" }, in: .host(host), isForced: true)
        }
        let cables = pending.hosts.flatMap {
            [LabNames.managementCable($0.number), LabNames.underlayCable($0.number)]
        }
        try batch(cables.map { "link del \($0)" }, in: .network, isForced: true)
        try batch(dead.map { "netns del \(names.namespace($0))" }, isForced: true)
        for host in pending.hosts { try removeTree(names.runDirectory(host.name)) }

        let survivors = state.nics.filter { vms.contains($0.vm) }
        state.nics.removeAll { vms.contains($0.vm) }
        state.pending = LabState.Pending()
        try add(hosts: [], nics: survivors, to: &state)
    }
}
