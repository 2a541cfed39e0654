import NetworkTypes

extension Lab {
    /// Probes every declared address of every VM from every other VM, by ICMP echo over IPv4 and IPv6, many at once; a VM
    /// without an address of a family does not probe in it.
    ///
    /// The result says which VM a probe really reached: tenants may use the same addresses. What is measured is the flow
    /// tables as they are at the call: first the switches get time to bring their caches up to date.
    ///
    /// - Parameters:
    ///   - vms: only between these; nil for all.
    ///   - count: requests for each address, 1 to 1000; each is sent when the one before was answered or given up.
    ///   - timeout: how long to wait for an answer. The first packet to a new neighbour or tunnel may need a second.
    /// - Returns: in the order of the VMs, by source, target and address.
    public func pingMatrix(
        among vms: [String]? = nil, count: Int = 1, timeout: Duration = .seconds(1)
    ) throws(LabError) -> [PingResult] {
        guard (1...1000).contains(count), timeout > .zero else {
            throw LabError(.invalid, "count is 1 to 1000 and timeout above 0")
        }
        let state = try loadedState()
        guard state.datapath == .userspace else {
            throw LabError(.notSupported, "VMs of a dummy lab send no packets")
        }
        for vm in vms ?? [] { _ = try state.nics(of: vm) }
        let chosen = vms ?? state.vms
        let byVM = Dictionary(grouping: state.nics, by: \.vm)
        func addresses(_ vm: String) -> [IPAddress] { (byVM[vm] ?? []).flatMap(\.addresses).map(\.address) }
        func families(_ vm: String) -> Set<Bool> { Set(addresses(vm).map(\.isV4)) }
        var probes: [PingMatrix.Probe] = []
        for source in chosen.indices {
            for target in chosen.indices where target != source {
                for address in addresses(chosen[target]) where families(chosen[source]).contains(address.isV4) {
                    probes.append(PingMatrix.Probe(source: source, target: target, address: address))
                }
            }
        }
        let sockets = try NetworkNamespace.visit(chosen.map { names.namespaceFile(.vm($0)) }) { _ throws(LabError) in
            (v4: try RawSocket(isV4: true), v6: try RawSocket(isV4: false))
        }
        try settle()
        var matrix = PingMatrix(probes, sockets: sockets, count: count, timeout: timeout)
        let tenants = chosen.map { byVM[$0]?.first?.tenant }
        return matrix.measure().map { PingResult($0, vms: chosen, tenants: tenants) }
    }
}
