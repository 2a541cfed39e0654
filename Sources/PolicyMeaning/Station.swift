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
    /// What it may use as its own.
    public let addresses: Set<IPAddress>

    init?(_ attachment: Attachment, _ policy: PolicySet) {
        guard let host = policy.host(attachment.place.host)?.declaration else { return nil }
        place = attachment.place
        vtep = host.vtep
        let declared: [IPAddress]
        switch attachment.nic {
        case .declared(let tenant, let nicName):
            guard let nic = policy.nic(nicName, ofTenant: tenant)?.declaration else { return nil }
            name = "\(tenant)/\(nicName)"
            network = NetworkName(tenant: nic.network.tenant ?? tenant, name: nic.network.name)
            mac = nic.mac ?? attachment.mac
            declared = nic.addresses
        case .profiled(let profile):
            name = "\(profile)/\(attachment.mac)"
            network = profile
            mac = attachment.mac
            declared = []
        }
        // Declared addresses, and the link-local one that follows from the MAC (INTERFACE.md 1.8).
        addresses = Set(declared + [.v6(.linkLocal(from: mac))])
    }

    func has(_ address: IPv4Address) -> Bool { addresses.contains(.v4(address)) }
    func has(_ address: IPv6Address) -> Bool { addresses.contains(.v6(address)) }

    /// Whether a frame gets from this station's host to the other's: on one host always, else between VTEPs of a family.
    func reaches(_ other: Station) -> Bool {
        if place.host == other.place.host { return true }
        guard let vtep, let peer = other.vtep else { return false }
        return vtep.isV4 == peer.isV4
    }

    public var description: String { "\(name) (\(network), \(mac), at \(place))" }
}
