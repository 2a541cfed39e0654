import NetworkTypes

extension Lab {
    /// Configures a VM's interfaces: addresses without DAD, default routes, no transmit offloads (the userspace datapath
    /// would pass on packets without checksums), and an announcement when a link comes up, as after a migration.
    func configureGuest(_ vm: String, _ nics: [LabNIC]) throws(LabError) {
        var lines = [Self.noDAD]
        var links = ["link set lo up"]
        for nic in nics {
            let device = LabNames.guestInterface(nic.index)
            lines += prepareLink(device)
            links += bringUp(nic, device)
        }
        lines += ["ip -batch - <<'END'"] + links + ["END"]
        try script(lines, on: .vm(vm))
    }

    /// Link-local addresses too must work at once.
    static let noDAD = "for f in /proc/sys/net/ipv6/conf/*/accept_dad; do echo 0 >\"$f\"; done"

    /// Shell lines for an interface that is still down.
    func prepareLink(_ device: String) -> [String] {
        [
            "ethtool -K \(device) tx off >/dev/null",
            "echo 1 >/proc/sys/net/ipv4/conf/\(device)/arp_notify",
            "echo 1 >/proc/sys/net/ipv6/conf/\(device)/ndisc_notify",
        ]
    }

    /// Lines of `ip` that give an interface its addresses and routes. IPv4 addresses come before the link, because only
    /// those are announced; IPv6 addresses after it, because they would be lost.
    func bringUp(_ nic: LabNIC, _ device: String) -> [String] {
        nic.addresses.filter(\.address.isV4).map { "addr add \($0) dev \(device)" } + ["link set \(device) up"]
            + nic.addresses.filter { !$0.address.isV4 }.map { "addr add \($0) dev \(device) nodad" }
            + nic.gateways.map { "route replace default via \($0) dev \(device)" }
    }
}
