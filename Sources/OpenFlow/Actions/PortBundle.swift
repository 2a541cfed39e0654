public import NetworkTypes

/// Chooses one of several ports that are up: NXAST_BUNDLE and NXAST_BUNDLE_LOAD.
public struct PortBundle: Hashable, Sendable {
    /// NX_BD_ALG_*.
    public enum Algorithm: UInt16, CaseIterable, Hashable, Sendable {
        /// The first that is up.
        case activeBackup = 0
        case highestRandomWeight = 1
    }

    /// Most members that Open vSwitch takes.
    public static let maximumMembers = 2048

    public var fields: HashFields
    public var basis: UInt16
    public var algorithm: Algorithm
    public var members: [PortNumber]
    /// Takes the port's number, at least 16 bits wide; nil: the packet goes out there.
    public var destination: SubField?

    public init(
        _ fields: HashFields, basis: UInt16 = 0, algorithm: Algorithm, members: [PortNumber],
        to destination: SubField? = nil
    ) {
        self.fields = fields
        self.basis = basis
        self.algorithm = algorithm
        self.members = members
        self.destination = destination
    }
}
