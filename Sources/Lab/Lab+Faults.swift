import Glibc

extension Lab {
    /// Kills a daemon of a host (`SIGKILL`) and waits for its end. Does nothing when it does not run.
    public func kill(_ daemon: LabDaemon, on host: String) throws(LabError) {
        try change { state throws(LabError) in
            _ = try state.host(host)
            try self.killDaemon(daemon, on: host)
        }
    }

    /// Kills a daemon of a host if it runs, and starts it again. After the switch, `br-phy` has its addresses back.
    public func restart(_ daemon: LabDaemon, on host: String) throws(LabError) {
        try change { state throws(LabError) in
            let found = try state.host(host)
            try self.killDaemon(daemon, on: host)
            switch daemon {
            case .database: try self.startDatabase(host)
            case .switch: try self.startSwitch(found, datapath: state.datapath)
            }
        }
    }

    /// Cuts a host off the controller, or joins it again: its packets vanish without an answer, the link stays up, and
    /// traffic between VMs goes on.
    public func partition(_ host: String, _ isCut: Bool) throws(LabError) {
        try change { state throws(LabError) in
            let found = try state.host(host)
            let cable = LabNames.managementCable(found.number)
            let verb = isCut ? "nomaster" : "master \(LabNames.managementBridge)"
            try self.batch(["link set \(cable) \(verb)"], in: .network)
            state.hosts = state.hosts.map { host in
                var changed = host
                if host.name == found.name { changed.isPartitioned = isCut }
                return changed
            }
            try state.save(self.names)
        }
    }

    private func killDaemon(_ daemon: LabDaemon, on host: String) throws(LabError) {
        let deadline = ContinuousClock.now + .seconds(10)
        guard let pid = pid(of: daemon, on: host) else { return }
        Glibc.kill(pid, SIGKILL)
        // Its files, among them the lock on the pid file, are closed when its last thread is gone.
        while ProcessTable.isAlive(pid) {
            guard ContinuousClock.now < deadline else {
                throw LabError(.timedOut, "\(daemon.rawValue) of \(host), process \(pid), does not end")
            }
            usleep(1_000)
        }
    }
}
