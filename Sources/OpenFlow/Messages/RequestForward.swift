import Wire

/// OFPT_REQUESTFORWARD (section 7.4.7), in 1.3 the ONF's extension 235: another controller changed a group or a meter.
public struct RequestForward: Hashable, Sendable {
    public enum Request: Hashable, Sendable {
        case group(GroupModification)
        case meter(MeterModification)
        /// Another message, whole, as it came.
        case unknown([UInt8])
    }

    public var request: Request
    /// Of the request, as the other controller numbered it.
    public var xid: UInt32

    public init(_ request: Request, xid: UInt32) {
        self.request = request
        self.xid = xid
    }

    init(from reader: inout ByteReader, version: OpenFlowVersion) throws(WireError) {
        let whole = try reader.peekBytes()
        let header = try MessageHeader(from: &reader)
        guard Int(header.length) == whole.count, header.version == version.rawValue else {
            throw WireError(.invalid("request of \(header.length) bytes in \(whole.count)"), at: reader.offset - 6)
        }
        xid = header.xid
        switch header.type {
        case MessageType.groupMod: request = .group(try GroupModification(from: &reader, version: version))
        case MessageType.meterMod: request = .meter(try MeterModification(from: &reader))
        default:
            request = .unknown(whole)
            try reader.skip(reader.remaining)
        }
    }

    func encode(into writer: inout ByteWriter, version: OpenFlowVersion) {
        do throws(MessageLengthError) {
            switch request {
            case .group(let group):
                try Message.groupModification(group).encode(version: version, xid: xid, into: &writer)
            case .meter(let meter):
                try Message.meterModification(meter).encode(version: version, xid: xid, into: &writer)
            case .unknown(let bytes): writer.write(bytes: bytes)
            }
        } catch {
            writer.noteOverflow(of: error.part ?? error.message, found: error.found, limit: error.limit)
        }
    }
}
