import NetworkTypes

extension LabSpec {
    /// `kvm1…kvmN`, and VMs that alternate between the tenants `acme` and `globex`, spread over the hosts.
    ///
    /// Both tenants use 10.0.0.0/24 and 2001:db8:0:1::/64 and the same addresses in them: `acme1` and `globex1` are
    /// both 10.0.0.11 and 2001:db8:0:1::11. More than 240 VMs a tenant use 10.0.0.0/16 instead. No gateway is configured.
    public static func generated(
        hosts: Int, vms: Int = 0, datapath: Datapath = .userspace, join: Join = .listen(manager: nil)
    ) throws(LabError) -> LabSpec {
        guard (1...LabAddresses.maximumHosts).contains(hosts), (0...100_000).contains(vms) else {
            throw LabError(.invalid, "a lab has 1 to \(LabAddresses.maximumHosts) hosts and up to 100000 VMs")
        }
        let tenants = ["acme", "globex"]
        let length = vms > 2 * 240 ? 16 : 24
        let nics = (0..<vms).map { position in
            let (tenant, number) = (position % 2, position / 2 + 1)
            let ipv4 = IPv4Address(rawValue: 0x0a00_0000 + 10 + UInt32(number))
            let ipv6 = IPv6Address(rawValue: 0x2001_0db8_0000_0001 << 64 | LabAddresses.readableHost(10 + number))
            return LabNIC(
                vm: "\(tenants[tenant])\(number)", host: "kvm\((position / 2) % hosts + 1)",
                mac: MACAddress(rawValue: 0x5254_0000_0000 | UInt64(tenant + 1) << 20 | UInt64(number)),
                addresses: [InterfaceAddress(.v4(ipv4), length: length), InterfaceAddress(.v6(ipv6), length: 64)],
                tenant: tenants[tenant])
        }
        return LabSpec(hosts: (1...hosts).map { "kvm\($0)" }, nics: nics, datapath: datapath, join: join)
    }
}
