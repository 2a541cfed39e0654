import Wire

/// A port came, went or changed (section 7.4.3).
public struct PortStatus: Hashable, Sendable {
    public enum Reason: UInt8, Hashable, Sendable {
        case added = 0
        case deleted = 1
        case modified = 2
    }

    public var reason: Reason
    public var port: Port

    public init(reason: Reason, port: Port) {
        self.reason = reason
        self.port = port
    }

    init(from reader: inout ByteReader, version: OpenFlowVersion) throws(WireError) {
        let raw: UInt8 = try reader.read()
        guard let reason = Reason(rawValue: raw) else {
            throw WireError(.invalid("port status reason \(raw)"), at: reader.offset - 1)
        }
        self.reason = reason
        try reader.skip(7)
        port = try Port(from: &reader, version: version)
    }

    func encode(into writer: inout ByteWriter, version: OpenFlowVersion) {
        writer.write(reason.rawValue)
        writer.writeZeros(7)
        port.encode(into: &writer, version: version)
    }
}
