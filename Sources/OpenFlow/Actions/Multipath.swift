/// Chooses one of several links by a hash of the packet: NXAST_MULTIPATH.
public struct Multipath: Hashable, Sendable {
    /// NX_MP_ALG_*.
    public enum Algorithm: UInt16, CaseIterable, Hashable, Sendable {
        case modulo = 0
        case hashThreshold = 1
        case highestRandomWeight = 2
        case iterativeHash = 3
    }

    public var fields: HashFields
    public var basis: UInt16
    public var algorithm: Algorithm
    /// The greatest number that is chosen: 0…65535, one less than the links.
    public var lastLink: UInt16
    /// For `iterativeHash` the first number of a range.
    public var argument: UInt32
    /// Takes the number; wide enough for `lastLink`.
    public var destination: SubField

    public init(
        _ fields: HashFields, basis: UInt16 = 0, algorithm: Algorithm, lastLink: UInt16, argument: UInt32 = 0,
        to destination: SubField
    ) {
        self.fields = fields
        self.basis = basis
        self.algorithm = algorithm
        self.lastLink = lastLink
        self.argument = argument
        self.destination = destination
    }
}
