import NetworkTypes
import Policy
import PolicyMeaning

/// A NIC as a random fabric invents it: what the document says, and where it is in truth.
struct Guest: Sendable {
    enum Presence: Sendable {
        /// No host has a port for it.
        case absent
        /// It has a port that ovs-vswitchd has not opened: no number.
        case unopened(host: String)
        case served(Place)
        /// It was served elsewhere first.
        case moved(from: Place, to: Place)
        /// Two hosts claim it: the first one keeps it.
        case contested(served: Place, ignored: Place)
    }

    let tenant: String
    let vm: String
    let network: NetworkName
    let mac: MACAddress
    /// Else it is bound by its MAC.
    let hasInterfaceID: Bool
    /// No document names it: the profile of its port joins it to the network.
    let isProfiled: Bool
    let declaresMAC: Bool
    let addresses: [IPAddress]
    /// What a port-security exception lets it use besides.
    let exceptions: [IPPrefix]
    /// What the document labels it with.
    var labels: [String: String] = [:]
    /// Bound to it at first use.
    var bound: [IPAddress] = []
    let presence: Presence

    /// Where its frames count.
    var place: Place? {
        switch presence {
        case .absent, .unopened: nil
        case .served(let place), .moved(_, let place), .contested(let place, _): place
        }
    }

    /// How the meaning is told of it.
    var attachment: Attachment? {
        place.map { place in
            Attachment(
                isProfiled ? .profiled(network) : .declared(tenant: tenant, .init(vm: vm, index: 0)), at: place,
                mac: mac, bound: bound)
        }
    }

    /// An address out of each exception.
    private var exceptional: [IPAddress] {
        exceptions.map { $0.length == ($0.address.isV4 ? 32 : 128) ? $0.address : $0.station(3) }
    }

    var ipv4: [IPv4Address] {
        (addresses + bound + exceptional).compactMap { if case .v4(let address) = $0 { address } else { nil } }
    }
    var ipv6: [IPv6Address] {
        (addresses + bound + exceptional).compactMap { if case .v6(let address) = $0 { address } else { nil } }
    }
    var linkLocal: IPv6Address { .linkLocal(from: mac) }
    var interfaceID: String { "\(tenant)-\(vm)" }
}
