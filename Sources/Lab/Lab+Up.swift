import Glibc

extension Lab {
    /// Makes the lab, or adds to it what it does not have yet; daemons that have died are started again.
    ///
    /// What exists stays as it is: a VM that was moved is not moved back. The leftovers of an `up` that was killed are
    /// removed first.
    ///
    /// - Throws: `conflict` when the lab exists with another datapath or manager; errors of ``LabSpec/check()``.
    public func up(_ spec: LabSpec) throws(LabError) {
        try spec.check()
        let lock = try LabLock(names)
        defer { withExtendedLifetime(lock) {} }
        var state: LabState
        if let existing = try existingState(for: spec) { state = existing } else { state = try newState(for: spec) }
        let known = Set(state.hosts.map(\.name))
        let hosts = spec.hosts.filter { !known.contains($0) }
        let present = Set(state.nics.map(\.port))
        let nics = spec.nics.filter { !present.contains($0.port) }
        try LabSpec.check(state.nics + nics, hosts: known.union(hosts))
        let switches = state
        try concurrently(state.hosts) { host throws(LabError) in
            try self.startDatabase(host.name)
            try self.startSwitch(host, datapath: switches.datapath)
        }
        try add(hosts: hosts, nics: nics, to: &state)
    }

    private func existingState(for spec: LabSpec) throws(LabError) -> LabState? {
        guard var state = LabState.load(names), !state.pending.isWhole,
            access(names.namespaceFile(.network), F_OK) == 0
        else { return nil }
        guard state.datapath == spec.datapath, state.manager == spec.managerTarget, state.ssl == spec.ssl else {
            throw LabError(
                .conflict, "lab \(name) exists with datapath \(state.datapath.rawValue) and manager \(state.manager)",
                hint: "weft-lab down")
        }
        try recover(&state)
        return state
    }

    private func newState(for spec: LabSpec) throws(LabError) -> LabState {
        try removeEverything()
        var state = LabState(datapath: spec.datapath, manager: spec.managerTarget, ssl: spec.ssl)
        state.pending.isWhole = true
        try state.save(names)
        try createBase()
        return state
    }

    /// What is done side by side once all cables are laid.
    private enum Work {
        case start(LabState.Host, [LabNIC])
        case attach([LabNIC], to: String)
        case configure(String, [LabNIC])
    }

    /// Adds hosts and NICs: all namespaces and cables first, then hosts and VMs side by side.
    func add(hosts: [String], nics: [LabNIC], to state: inout LabState) throws(LabError) {
        let existing = Set(state.hosts.map(\.name))
        let newHosts = zip(hosts, state.freeNumbers(hosts.count)).map { LabState.Host(name: $0, number: $1) }
        guard (state.hosts + newHosts).allSatisfy({ $0.number <= LabAddresses.maximumHosts }) else {
            throw LabError(.invalid, "a lab has at most \(LabAddresses.maximumHosts) hosts")
        }
        state.pending.hosts = newHosts
        state.pending.ports = nics.map { LabState.PendingPort(vm: $0.vm, index: $0.index, host: $0.host) }
        try state.save(names)

        let isDummy = state.datapath == .dummy
        let oldVMs = Set(state.vms)
        var vms: [String] = []
        for nic in nics where vms.last != nic.vm && !vms.contains(nic.vm) { vms.append(nic.vm) }
        try createNodes(
            hosts: newHosts, nics: isDummy ? [] : nics, newVMs: isDummy ? [] : vms.filter { !oldVMs.contains($0) })

        let byHost = Dictionary(grouping: nics, by: \.host)
        let byVM = Dictionary(grouping: nics, by: \.vm)
        var work = newHosts.map { Work.start($0, byHost[$0.name] ?? []) }
        work += byHost.keys.sorted().filter(existing.contains).map { .attach(byHost[$0] ?? [], to: $0) }
        if !isDummy { work += vms.map { .configure($0, byVM[$0] ?? []) } }
        let present = state
        try concurrently(work) { item throws(LabError) in
            switch item {
            case .start(let host, let nics): try self.startHost(host, nics: nics, state: present)
            case .attach(let nics, let host): try self.attach(nics, to: host, present.datapath)
            case .configure(let vm, let nics): try self.configureGuest(vm, nics)
            }
        }

        state.hosts += newHosts
        state.nics += nics
        state.pending = LabState.Pending()
        try state.save(names)
    }

    /// Raises the host's ends of cables and plugs them in.
    func attach(_ nics: [LabNIC], to host: String, _ datapath: LabSpec.Datapath) throws(LabError) {
        if datapath == .userspace {
            try script(
                nics.map { "echo 1 >/proc/sys/net/ipv6/conf/\($0.port)/disable_ipv6" }
                    + nics.map { "ip link set \($0.port) up" }, on: .host(host))
        }
        try plug(nics, into: host, datapath)
    }
}
