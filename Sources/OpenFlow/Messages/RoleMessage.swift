import Wire

/// OFPT_ROLE_REQUEST and its reply (section 7.3.8).
public struct RoleMessage: Hashable, Sendable {
    public enum Role: UInt32, Hashable, Sendable {
        case noChange = 0
        case equal = 1
        case primary = 2
        case secondary = 3
    }

    public var role: Role
    /// 1.5 only; 0xffff: none.
    public var shortID: UInt16
    /// Compared as a signed distance; only looked at for primary and secondary.
    public var generation: UInt64

    public init(_ role: Role, shortID: UInt16 = 0xffff, generation: UInt64) {
        self.role = role
        self.shortID = shortID
        self.generation = generation
    }

    init(from reader: inout ByteReader, version: OpenFlowVersion) throws(WireError) {
        let raw: UInt32 = try reader.read()
        guard let role = Role(rawValue: raw) else { throw WireError(.invalid("role \(raw)"), at: reader.offset - 4) }
        self.role = role
        let shortID: UInt16 = try reader.read()
        self.shortID = version == .v1_5 ? shortID : 0xffff
        try reader.skip(2)
        generation = try reader.read()
    }

    func encode(into writer: inout ByteWriter, version: OpenFlowVersion) {
        writer.write(role.rawValue)
        writer.write(version == .v1_5 ? shortID : 0)
        writer.writeZeros(2)
        writer.write(generation)
    }
}
