extension Lab {
    /// Moves a running VM to another host, as a live migration does. Does nothing when it is there.
    ///
    /// The port appears on the target with the same `iface-id` and MAC while the guest still runs at the source; then the
    /// guest's uplink is exchanged inside its namespace in one go, with the addresses, routes and neighbours it has at
    /// that moment, and it announces itself; then the port at the source goes. Processes and connections of the guest
    /// live on, except sockets bound to the interface itself.
    public func moveVM(_ vm: String, to target: String) throws(LabError) {
        try change { state throws(LabError) in
            let host = try state.host(target)
            let old = try state.nics(of: vm)
            guard old.contains(where: { $0.host != host.name }) else { return }
            let new = old.map { nic in
                var moved = nic
                moved.host = host.name
                return moved
            }
            state.pending.ports = (old + new).map {
                LabState.PendingPort(vm: $0.vm, index: $0.index, host: $0.host)
            }
            try state.save(self.names)
            if state.datapath == .dummy {
                try self.plug(new, into: host.name, .dummy)
                try self.unplug(old.map(\.port), from: old[0].host)
            } else {
                try self.migrate(from: old, to: new)
            }
            state.nics = state.nics.map { nic in new.first { $0.vm == nic.vm && $0.index == nic.index } ?? nic }
            state.pending = LabState.Pending()
            try state.save(self.names)
        }
    }

    private func migrate(from old: [LabNIC], to new: [LabNIC]) throws(LabError) {
        let (guest, source) = (LabNode.vm(old[0].vm), old[0].host)
        try batch(new.map { cable($0, guestInterface: "new\($0.index)") }, in: .network)
        try script([Self.noDAD] + new.flatMap { prepareLink("new\($0.index)") }, on: guest)
        try attach(new, to: new[0].host, .userspace)

        var swap: [String] = []
        for nic in old {
            let device = LabNames.guestInterface(nic.index)
            let configuration = try GuestConfiguration(of: device, in: self, guest)
            swap += configuration.removal
            swap += ["link set \(device) down", "link set \(device) name old\(nic.index)"]
            swap += ["link set new\(nic.index) name \(device)"] + configuration.restoration
        }
        try batch(swap, in: guest)
        try unplug(old.map(\.port), from: source)
        try batch(old.map { "link del old\($0.index)" }, in: guest)
    }
}

/// What a guest's interface has at a moment, whoever configured it, as lines for `ip`.
struct GuestConfiguration {
    private let device: String
    private var ipv4: [String] = []
    private var ipv6: [String] = []
    private var routes: [String] = []
    private var neighbours: [String] = []

    init(of device: String, in lab: Lab, _ guest: LabNode) throws(LabError) {
        self.device = device
        func ask(_ words: String) throws(LabError) -> [[String]] {
            let place = ["ip", "-n", lab.names.namespace(guest), "-o"]
            let text = try lab.run(place + words.split(separator: " ").map(String.init))
            return text.split(separator: "\n").map { $0.split(separator: " ").map(String.init) }
        }
        // `2: eth0    inet 10.0.0.11/24 brd … scope global eth0\ …`
        for words in try ask("addr show dev \(device) scope global") where words.count > 3 {
            if words[2] == "inet" { ipv4.append(words[3]) }
            if words[2] == "inet6" { ipv6.append(words[3]) }
        }
        for family in ["-4", "-6"] {
            for words in try ask("\(family) route show dev \(device)") where !words.contains("kernel") {
                routes.append(Self.withoutLifetime(words).joined(separator: " "))
            }
        }
        // `10.0.0.1 lladdr 52:54:… REACHABLE`
        for words in try ask("neigh show dev \(device)") where words.count > 2 && words[1] == "lladdr" {
            neighbours.append("\(words[0]) lladdr \(words[2])")
        }
    }

    /// `expires 1798sec` is printed, but not understood.
    private static func withoutLifetime(_ words: [String]) -> [String] {
        guard let place = words.firstIndex(of: "expires"), place + 1 < words.count else { return words }
        return Array(words[..<place] + words[(place + 2)...])
    }

    var removal: [String] { (ipv4 + ipv6).map { "addr del \($0) dev \(device)" } }

    var restoration: [String] {
        ipv4.map { "addr add \($0) dev \(device)" } + ["link set \(device) up"]
            + ipv6.map { "addr add \($0) dev \(device) nodad" } + routes.map { "route replace \($0) dev \(device)" }
            + neighbours.map { "neigh replace \($0) dev \(device) nud stale" }
    }
}
