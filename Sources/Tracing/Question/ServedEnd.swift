import NetworkTypes
import Topology

/// A NIC that a host serves, with the address that it uses in a trace.
struct ServedEnd {
    let nic: NIC
    let port: Port
    let number: PortNumber
    let mac: MACAddress
    let addresses: [KnownAddress]

    var id: NICID { nic.id }
    var host: HostID { port.id.host }

    /// Nil when no host serves the NIC.
    init?(_ id: NICID, _ topology: Topology) {
        guard let nic = topology.nics[id], topology.placement(of: id) != nil,
            let port = topology.servedPort(of: id), let number = port.number, let mac = topology.mac(of: nic)
        else { return nil }
        self.nic = nic
        self.port = port
        self.number = number
        self.mac = mac
        addresses = topology.knownAddresses(of: id)
    }
}

/// The addresses that two NICs talk by.
struct AddressPair {
    let from: IPAddress
    let to: IPAddress

    /// Those that were asked for; else, of the families that both have, IPv4 first, and link-local ones only where the probe is
    /// ICMPv6 or the other end asks for one.
    ///
    /// - Returns: why there is none.
    static func choose(
        _ from: (ServedEnd, IPAddress?), _ to: (ServedEnd, IPAddress?), for probe: Probe
    ) -> Result<AddressPair, Absence> {
        let (sender, receiver) = (from.0, to.0)
        for (isV4, isLinkLocal) in [(true, false), (false, false), (false, true)] {
            guard probe.isV4 ?? isV4 == isV4 else { continue }
            let isAskedFor = [from.1, to.1].contains { $0?.isLinkLocal == true }
            guard !isLinkLocal || probe == .echo6 || isAskedFor else { continue }
            func pick(_ end: ServedEnd, _ wanted: IPAddress?) -> IPAddress? {
                let fitting = end.addresses.map(\.address).filter { $0.isV4 == isV4 && $0.isLinkLocal == isLinkLocal }
                guard let wanted else { return fitting.first }
                return fitting.contains(wanted) ? wanted : nil
            }
            if let first = pick(sender, from.1), let second = pick(receiver, to.1) {
                return .success(AddressPair(from: first, to: second))
            }
        }
        return .failure(Absence(sender, receiver, probe))
    }

    /// Why two NICs have no addresses to talk by: a sentence.
    struct Absence: Error {
        let reason: String

        init(_ sender: ServedEnd, _ receiver: ServedEnd, _ probe: Probe) {
            for end in [sender, receiver] where !end.addresses.contains(where: { !$0.address.isLinkLocal }) {
                reason = "\(end.id) has no known address, so nothing from or to it passes but link-local IPv6"
                return
            }
            let family = probe.isV4.map { $0 ? "IPv4" : "IPv6" }
            reason =
                "\(sender.id) and \(receiver.id) have no "
                + (family.map { "\($0) addresses" } ?? "addresses of one family") + " that are known"
        }
    }
}

extension IPAddress {
    var isLinkLocal: Bool { if case .v6(let v6) = self { v6.isLinkLocal } else { false } }
}
