import Wire

/// A packet for the controller with what it needs to go on: NXT_PACKET_IN2 of `nicira-ext.h`.
public struct PacketIn2: Hashable, Sendable {
    public var packet: [UInt8] = []
    /// Bytes of the whole packet where `packet` is only its beginning.
    public var fullLength: UInt32?
    public var buffer: UInt32?
    public var table: UInt8 = 0
    public var cookie: UInt64 = 0xffff_ffff_ffff_ffff
    /// OFPR_*, with the numbers of 1.4 and later.
    public var reason: UInt8 = 0
    /// What the pipeline knew: in_port, metadata, registers, tunnel.
    public var metadata = Match()
    /// Of the controller action that sent it.
    public var userdata: [UInt8] = []
    /// Opaque; to be given back once in NXT_RESUME.
    public var continuation: [UInt8] = []

    /// Properties that this library does not know.
    public var others: [OtherProperty] = []

    public init() {}

    /// NXPINT_*.
    private enum Kind {
        static let packet: UInt16 = 0
        static let fullLength: UInt16 = 1
        static let buffer: UInt16 = 2
        static let table: UInt16 = 3
        static let cookie: UInt16 = 4
        static let reason: UInt16 = 5
        static let metadata: UInt16 = 6
        static let userdata: UInt16 = 7
        static let continuation: UInt16 = 8
    }

    init(from reader: inout ByteReader) throws(WireError) {
        while !reader.isAtEnd {
            let type: UInt16 = try reader.read()
            let length = Int(try reader.read(as: UInt16.self))
            guard length >= 4 else { throw WireError(.invalid("property of \(length) bytes"), at: reader.offset - 2) }
            var value = try reader.slice(length - 4)
            try reader.skip(min((8 - length % 8) % 8, reader.remaining))
            try read(type, from: &value)
        }
    }

    private mutating func read(_ type: UInt16, from value: inout ByteReader) throws(WireError) {
        switch type {
        case Kind.packet: packet = try value.readBytes(value.remaining)
        case Kind.fullLength: fullLength = try value.read()
        case Kind.buffer: buffer = try value.read()
        case Kind.table: table = try value.read()
        case Kind.cookie:
            try value.skip(4)
            cookie = try value.read()
        case Kind.reason: reason = try value.read()
        case Kind.metadata: metadata = try Match(fields: &value)
        case Kind.userdata: userdata = try value.readBytes(value.remaining)
        case Kind.continuation:
            // Nested properties start at a multiple of eight.
            try value.skip(min(4, value.remaining))
            continuation = try value.readBytes(value.remaining)
        // Later versions of Open vSwitch add properties.
        default: others.append(.unknown(type: type, value: try value.readBytes(value.remaining)))
        }
    }

    func encode(into writer: inout ByteWriter, version: OpenFlowVersion) {
        writer.writeProperty(Kind.packet) { $0.write(bytes: packet) }
        if let fullLength { writer.writeProperty(Kind.fullLength) { $0.write(fullLength) } }
        if let buffer { writer.writeProperty(Kind.buffer) { $0.write(buffer) } }
        writer.writeProperty(Kind.table) { $0.write(table) }
        // As Open vSwitch: no cookie where there is none.
        if cookie != .max {
            writer.writeProperty(Kind.cookie) {
                $0.writeZeros(4)
                $0.write(cookie)
            }
        }
        writer.writeProperty(Kind.reason) { $0.write(reason) }
        writer.writeProperty(Kind.metadata) { $0.writeFields(of: metadata, version: version) }
        if !userdata.isEmpty { writer.writeProperty(Kind.userdata) { $0.write(bytes: userdata) } }
        if !continuation.isEmpty {
            writer.writeProperty(Kind.continuation) {
                $0.writeZeros(4)
                $0.write(bytes: continuation)
            }
        }
        writer.write(properties: others)
    }
}
