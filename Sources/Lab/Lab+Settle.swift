extension Lab {
    /// Waits until every running switch forwards by its present flow tables: at most about a second.
    ///
    /// Open vSwitch answers a barrier, and so acknowledges a change, when its tables have the change. What its datapath has
    /// cached from before is put right by revalidators a moment later: about a millisecond, more on a busy machine. A packet
    /// in that moment still meets the old verdict; what is measured is what follows.
    func settle() throws(LabError) {
        let hosts = try loadedState().hosts.map { LabNode.host($0.name) }
        try concurrently(hosts) { [self] host throws(LabError) in
            // The first wait may end with a round of revalidation that began before the change; the second cannot. A host
            // without a running switch has nothing to wait for.
            for _ in 0..<2 {
                let command = ["ovs-appctl", "--timeout=3", "revalidator/wait"]
                guard try exec(host, command).status == 0 else { return }
            }
        }
    }
}
