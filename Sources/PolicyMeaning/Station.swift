public import NetworkTypes
import Policy

/// A served NIC with everything that decides what it may send and what it gets.
public struct Station: Hashable, Sendable, CustomStringConvertible {
    public let name: String
    public let network: NetworkName
    public let mac: MACAddress
    public let place: Place
    /// Where its host's tunnels end.
    let vtep: IPAddress?
    /// The addresses that are its own: others find it by them.
    public let addresses: Set<IPAddress>
    /// What it may send from besides.
    let exceptions: [IPPrefix]
    /// It may have IPv4 addresses that are not known yet.
    private let mayLearn: Bool

    init?(_ attachment: Attachment, _ policy: PolicySet) {
        guard let host = policy.host(attachment.place.host)?.declaration else { return nil }
        place = attachment.place
        vtep = host.vtep
        let declared: [IPAddress]
        let allowed: [IPPrefix]
        switch attachment.nic {
        case .declared(let tenant, let nicName):
            guard let nic = policy.nic(nicName, ofTenant: tenant)?.declaration else { return nil }
            name = "\(tenant)/\(nicName)"
            network = NetworkName(tenant: nic.network.tenant ?? tenant, name: nic.network.name)
            mac = nic.mac ?? attachment.mac
            declared = nic.addresses
            allowed = policy.exception(for: nicName, ofTenant: tenant)?.declaration.addresses ?? []
        case .profiled(let profile):
            name = "\(profile)/\(attachment.mac)"
            network = profile
            mac = attachment.mac
            declared = []
            allowed = []
        }
        exceptions = allowed
        let mode = policy.network(network.name, ofTenant: network.tenant)?.declaration.addressMode
        mayLearn = mode == .learned && attachment.bound.count < Self.limit
        // Declared addresses, those bound at first use, and the link-local one that follows from the MAC.
        addresses = Set(declared + attachment.bound + [.v6(.linkLocal(from: mac))])
    }

    /// How many addresses a NIC may have that no document names (INTERFACE.md 1.8).
    private static let limit = 8

    /// Whether it may send from the address.
    func maySend(from address: IPAddress) -> Bool {
        addresses.contains(address) || exceptions.contains { $0.contains(address) }
    }

    /// Whether it may tell of the one address in a packet from the other: by the same right, or from its link-local.
    func mayAdvertise(_ target: IPAddress, from source: IPAddress) -> Bool {
        if source == target { return maySend(from: source) }
        if exceptions.contains(where: { $0.contains(source) && $0.contains(target) }) { return true }
        guard case .v6(let from) = source, from.isLinkLocal, addresses.contains(source) else { return false }
        guard case .v6(let about) = target else { return false }
        // A link-local address tells of itself.
        return !(about.isLinkLocal && speaks(for: target))
    }

    /// Whether it speaks for this very address: its own, or an exception that names no other.
    func speaks(for address: IPAddress) -> Bool {
        addresses.contains(address)
            || exceptions.contains(IPPrefix(containing: address, length: address.isV4 ? 32 : 128))
    }

    var usesIPv4: Bool {
        mayLearn || addresses.contains(where: \.isV4) || exceptions.contains(where: \.address.isV4)
    }

    /// Whether a frame gets from this station's host to the other's: on one host always, else between VTEPs of a family.
    func reaches(_ other: Station) -> Bool {
        if place.host == other.place.host { return true }
        guard let vtep, let peer = other.vtep else { return false }
        return vtep.isV4 == peer.isV4
    }

    public var description: String { "\(name) (\(network), \(mac), at \(place))" }
}
