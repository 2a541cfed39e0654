import NetworkTypes
import Topology

/// Whether two ends are in one network, and who they are there.
enum Meeting: Hashable {
    case nics(from: Party, to: Party)
    /// Nothing leads from one to the other, whatever tables say: the reason, and the NICs that are known all the same.
    case apart(String, from: NICID?, to: NICID?)

    /// A NIC, and the address that was asked for.
    struct Party: Hashable {
        let nic: NICID
        let address: IPAddress?
    }
}

/// Finds out where two ends meet. Without routers that is within one network.
struct MeetingPoint {
    let topology: Topology
    /// The only tenant whose NICs the asker may see.
    let asker: String?
    /// The tenant whose networks addresses without a NIC belong to.
    let home: String?

    func meeting(_ from: TraceEnd, _ to: TraceEnd) throws(TraceRefusal) -> Meeting {
        switch (from, to) {
        case (.external, .external): throw .malformed("both ends are external", hint: "one of them is a NIC")
        case (.external, _):
            let nic = self.nic(to)
            let place = nic.flatMap(network).map { " \($0)" } ?? " its network"
            return .apart("nothing enters\(place) from outside: no router joins it", from: nil, to: nic)
        case (_, .external):
            let nic = self.nic(from)
            let place = nic.flatMap(network).map { " \($0)" } ?? " its network"
            return .apart("nothing leaves\(place) to the outside: no router joins it", from: nic, to: nil)
        case (.nic(let first), .nic(let second)): return try meeting(first, second)
        case (.nic(let first), .address(let address)):
            return try meeting(first, address) { .nics(from: .init(nic: first, address: nil), to: $0) }
        case (.address(let address), .nic(let second)):
            return try meeting(second, address) { .nics(from: $0, to: .init(nic: second, address: nil)) }
        case (.address(let first), .address(let second)): return try meeting(first, second)
        }
    }

    private func nic(_ end: TraceEnd) -> NICID? { if case .nic(let id) = end { id } else { nil } }

    private func network(_ nic: NICID) -> NetworkID? { topology.nics[nic]?.network }

    private func meeting(_ first: NICID, _ second: NICID) throws(TraceRefusal) -> Meeting {
        guard first != second else {
            throw .malformed("both ends are \(first)", hint: "a trace is from one NIC to another")
        }
        guard let (left, right) = network(first).flatMap({ left in network(second).map { (left, $0) } }), left == right
        else {
            let names = [first, second].compactMap(network).map(\.description).joined(separator: " and ")
            return .apart("no router joins \(names)", from: first, to: second)
        }
        return .nics(from: .init(nic: first, address: nil), to: .init(nic: second, address: nil))
    }

    /// A NIC, and an address in its network.
    private func meeting(
        _ nic: NICID, _ address: IPAddress, _ found: (Meeting.Party) -> Meeting
    ) throws(TraceRefusal) -> Meeting {
        guard let id = network(nic), let network = topology.networks[id] else {
            return .apart("the network of \(nic) does not exist", from: nic, to: nil)
        }
        if network.subnets.contains(where: { $0.prefix.isBroadcast(address) }) { throw EndReader.group(address) }
        if let owner = visibleOwner(of: address, in: id) {
            guard owner != nic else {
                throw .malformed("\(address) is \(nic)'s own", hint: "a trace is from one NIC to another")
            }
            return found(.init(nic: owner, address: address))
        }
        let isInside = network.subnets.isEmpty || network.subnets.contains { $0.prefix.contains(address) }
        let reason =
            if network.subnets.contains(where: { $0.gateway == address }) {
                "\(address) is the gateway of \(id), which answers while a router connects the network: none does"
            } else if isInside {
                "no NIC of \(id) is known to have \(address), and only known addresses pass"
            } else {
                "\(address) is outside \(id), and no router joins it to anything"
            }
        return .apart(reason, from: nil, to: nil)
    }

    private func visibleOwner(of address: IPAddress, in network: NetworkID) -> NICID? {
        guard let owner = topology.owner(of: address, in: network) else { return nil }
        return asker == nil || owner.tenant == asker ? owner : nil
    }

    /// Two addresses mean NICs where they are in one network, and in one only.
    private func meeting(_ first: IPAddress, _ second: IPAddress) throws(TraceRefusal) -> Meeting {
        guard first != second else { throw .malformed("both ends are \(first)", hint: nil) }
        let found = topology.networks.keys.compactMap { network -> Meeting? in
            guard home == nil || network.tenant == home, let from = visibleOwner(of: first, in: network),
                let to = visibleOwner(of: second, in: network),
                from != to
            else { return nil }
            return .nics(from: .init(nic: from, address: first), to: .init(nic: to, address: second))
        }
        guard let only = found.first else { throw .notFound("no network has NICs with \(first) and \(second)") }
        guard found.count == 1 else {
            throw .malformed(
                "\(found.count) networks have NICs with \(first) and \(second)", hint: "name a NIC: TENANT/VM:INDEX")
        }
        return only
    }
}

extension IPPrefix {
    /// The address of everybody in it (RFC 919); IPv6 has none.
    fileprivate func isBroadcast(_ other: IPAddress) -> Bool {
        guard case (.v4(let base), .v4(let station)) = (address, other), length <= 30, contains(other) else {
            return false
        }
        return station.rawValue == base.rawValue | UInt32.max >> UInt32(length) || station == base
    }
}
