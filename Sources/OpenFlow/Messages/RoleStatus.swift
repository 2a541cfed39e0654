import Wire

/// OFPT_ROLE_STATUS (section 7.4.4), in 1.3 the ONF's extension 191: the switch gave this connection another role.
public struct RoleStatus: Hashable, Sendable {
    /// OFPCRR_*.
    public struct Reason: RawRepresentable, Hashable, Sendable {
        /// 0…2, or a number that no specification has yet.
        public let rawValue: UInt8

        public init(rawValue: UInt8) { self.rawValue = rawValue }

        /// Another controller took the primary role.
        public static let primaryRequest = Reason(rawValue: 0)
        /// The switch's configuration was changed.
        public static let configuration = Reason(rawValue: 1)
        public static let experimenter = Reason(rawValue: 2)
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
        guard let role = RoleMessage.Role(rawValue: rawRole) else {
            throw WireError(.invalid("role \(rawRole)"), at: reader.offset - 4)
        }
        let reason = Reason(rawValue: try reader.read())
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
