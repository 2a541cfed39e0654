import Wire

/// OFPT_ROLE_STATUS (section 7.4.4), in 1.3 the ONF's extension 191: the switch gave this connection another role.
public struct RoleStatus: Hashable, Sendable {
    /// OFPCRR_*.
    public enum Reason: UInt8, Hashable, Sendable {
        /// Another controller took the primary role.
        case primaryRequest = 0
        /// The switch's configuration was changed.
        case configuration = 1
        case experimenter = 2
    }

    public var role: RoleMessage.Role
    public var reason: Reason
    /// The generation id that the switch holds; all ones when it has none.
    public var generation: UInt64
    /// Properties as they came.
    var properties: [UInt8] = []

    public init(_ role: RoleMessage.Role, _ reason: Reason, generation: UInt64) {
        self.role = role
        self.reason = reason
        self.generation = generation
    }

    init(from reader: inout ByteReader) throws(WireError) {
        let rawRole: UInt32 = try reader.read()
        let rawReason: UInt8 = try reader.read()
        guard let role = RoleMessage.Role(rawValue: rawRole), let reason = Reason(rawValue: rawReason) else {
            throw WireError(.invalid("role \(rawRole) for reason \(rawReason)"), at: reader.offset - 5)
        }
        try reader.skip(3)
        self.role = role
        self.reason = reason
        generation = try reader.read()
        properties = try reader.readBytes(reader.remaining)
    }

    func encode(into writer: inout ByteWriter) {
        writer.write(role.rawValue)
        writer.write(reason.rawValue)
        writer.writeZeros(3)
        writer.write(generation)
        writer.write(bytes: properties)
    }
}
