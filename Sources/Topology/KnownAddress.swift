public import NetworkTypes

/// An address that a NIC is known to have, and how it became known.
public struct KnownAddress: Hashable, Comparable, Sendable {
    public enum Origin: String, Hashable, Sendable {
        /// An entry of a document.
        case declared
        /// Used first, on a network whose `address-mode` is `learned`.
        case learned
        /// An IPv6 link-local address: the one that follows from the MAC, or another one.
        case linkLocal = "link-local"
        /// Made by the guest out of a subnet's prefix.
        case slaac
    }

    public let address: IPAddress
    public let origin: Origin

    public init(_ address: IPAddress, _ origin: Origin) {
        self.address = address
        self.origin = origin
    }

    public static func < (left: Self, right: Self) -> Bool { left.address < right.address }

    /// How many a NIC may have that no document names: learned ones, and those by SLAAC.
    public static let limit = 8
}

/// How a NIC may come to have more addresses.
public enum AddressOpenness: Hashable, Sendable {
    /// By using them.
    case anyUse
    /// By detecting whether somebody else has them: addresses in these prefixes.
    case detection(of: [IPPrefix])
}

/// What is to be done about an address that a NIC was seen to use.
public enum AddressJudgement: Hashable, Sendable {
    /// It has it already.
    case known
    case admissible(KnownAddress.Origin)
    case refused(AddressRefusal)
}

/// Why a NIC does not get an address.
public enum AddressRefusal: Hashable, Sendable, CustomStringConvertible {
    /// No single station can have it.
    case notAHostAddress
    /// The network has subnets, and it lies in none of them.
    case outsideSubnets
    case gateway
    case takenBy(NICID)
    /// Some NICs of the network have it as an exception.
    case exception
    /// It has as many as it may have.
    case limit
    /// The network is for declared addresses.
    case undeclared

    public var description: String {
        switch self {
        case .notAHostAddress: "no NIC can have it"
        case .outsideSubnets: "it lies in no subnet of the network"
        case .gateway: "it is the gateway's"
        case .takenBy(let nic): "it is that of \(nic)"
        case .exception: "port-security exceptions name it for other NICs"
        case .limit: "the NIC has \(KnownAddress.limit) such addresses already"
        case .undeclared: "the network is for declared addresses"
        }
    }
}
