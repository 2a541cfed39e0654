import NetworkTypes

/// What a scalar's text means.
enum Scalar: Hashable, Sendable {
    case text(String)
    case integer(Int)
    case mac(MACAddress)
    case address(IPAddress)
    case prefix(IPPrefix)
    case range(ClosedRange<Int>)
    case reference(ObjectReference)
    case management(ManagementAddress)
    case proto(RuleProtocol)
    case endpoint(RuleEndpoint)
}
