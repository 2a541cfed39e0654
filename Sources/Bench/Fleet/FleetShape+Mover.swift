import SimulatedHosts

// A NIC that moves from host to host. Its network has the ports of the one that is new for a while, so that each host that
// the NIC comes to serves the network already, as with a NIC that is added.

extension FleetShape {
    /// Has this network alone: the list of its NICs, which says how the hosts concerned stand, is as short in a large fleet.
    static let moverTenant = "movers"
    /// The document that declares the NIC, and its network with the others.
    static let moverDocument = "mover"

    var mover: Interface { Interface(network: hosts, place: joiners.count, host: joiners[0].host) }

    /// Its port, on whichever host it is.
    var moverPort: HostPort { HostPort(name: "mover", interfaceID: mover.vm, mac: mover.mac) }

    /// The hosts that it comes to one after the other, from the first again after the last one.
    var moverHosts: [Int] { joiners.map(\.host) }

    var moverText: String {
        head(document: Self.moverDocument, of: Self.moverTenant) + networkList(hosts..<hosts + 1)
            + nicList(joiners + [mover])
    }
}
