public import OpenFlow

/// A register, or part of one, that carries a named value between stages.
///
/// Every use of a register goes through this list: no flow names a register by number.
public struct Slot: Hashable, Sendable {
    public let name: String
    public let field: Field
    public let bits: Range<Int>

    /// The packet's network: its VNI, in `metadata`.
    public static let network = Slot(name: "network", field: .metadata, bits: 0..<64)
    /// The number of the NIC that a packet came from; 0 for packets from elsewhere.
    public static let sourceNIC = Slot(name: "source NIC", field: .register(0), bits: 0..<32)
    /// The number of the NIC that a packet goes to, or a reserved `Destination`.
    public static let destination = Slot(name: "destination", field: .register(1), bits: 0..<32)
    /// 1 when the packet came by a tunnel: it must not go out by one (split horizon).
    public static let fromTunnel = Slot(name: "from tunnel", field: .register(2), bits: 0..<1)

    public static let all: [Slot] = [network, sourceNIC, destination, fromTunnel] + ofPolicy

    /// Ones where the slot lies within its field.
    public var mask: UInt128 { ((UInt128(1) << UInt128(bits.count)) - 1) << UInt128(bits.lowerBound) }

    /// The slot as move and connection tracking name it.
    public var part: SubField { SubField(field, bits) }

    /// Traps when `value` does not fit the slot.
    func field(_ value: UInt64) -> MatchField {
        precondition(UInt128(value) <= mask >> UInt128(bits.lowerBound), "\(value) does not fit the slot \(name)")
        return MatchField(field, UInt128(value) << UInt128(bits.lowerBound), mask: mask)
    }

    public func match(_ value: UInt64) -> MatchField { field(value) }
    public func set(_ value: UInt64) -> Action { .setField(field(value)) }
}

/// Values of `Slot.destination` that are not NIC numbers.
public enum Destination {
    /// Out by the tunnel port, to the VTEP that the tunnel fields name.
    public static let tunnel: UInt64 = 1
}
