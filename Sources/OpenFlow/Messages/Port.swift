public import NetworkTypes
import Wire

/// A port as the switch describes it (section 7.2.1).
public struct Port: Hashable, Sendable {
    public var number: PortNumber
    public var hardwareAddress: MACAddress
    public var name: String
    /// OFPPC_* bits.
    public var configuration: UInt32
    /// OFPPS_* bits.
    public var state: UInt32
    public var ethernet: PortEthernet?
    /// What 1.4 and later say more.
    public var properties: [PortProperty] = []
    /// Bytes after the name's end as they came, should a switch not have zeros there.
    private var rawName: [UInt8] = []

    public init(
        number: PortNumber, hardwareAddress: MACAddress, name: String, configuration: UInt32 = 0, state: UInt32 = 0,
        ethernet: PortEthernet? = nil
    ) {
        self.number = number
        self.hardwareAddress = hardwareAddress
        self.name = name
        self.configuration = configuration
        self.state = state
        self.ethernet = ethernet
    }

    /// OFPPC_PORT_DOWN.
    public var isAdministrativelyDown: Bool { configuration & 1 != 0 }
    /// OFPPS_LINK_DOWN.
    public var isLinkDown: Bool { state & 1 != 0 }

    init(from reader: inout ByteReader, version: OpenFlowVersion) throws(WireError) {
        number = PortNumber(try reader.read())
        var length = 64
        if version == .v1_3 {
            try reader.skip(4)
        } else {
            length = Int(try reader.read(as: UInt16.self))
            try reader.skip(2)
        }
        guard length >= 40 else { throw WireError(.invalid("port of \(length) bytes"), at: reader.offset) }
        var rest = try reader.slice(length - 8)
        hardwareAddress = MACAddress(rawValue: UInt64(truncatingIfNeeded: try rest.readInteger(byteCount: 6)))
        try rest.skip(2)
        rawName = try rest.readBytes(16)
        name = String(decoding: rawName.prefix { $0 != 0 }, as: UTF8.self)
        configuration = try rest.read()
        state = try rest.read()
        ethernet = nil
        if version == .v1_3 {
            ethernet = try PortEthernet(from: &rest)
        } else {
            while !rest.isAtEnd { try readProperty(from: &rest) }
        }
        try rest.requireEnd()
    }

    private mutating func readProperty(from reader: inout ByteReader) throws(WireError) {
        let length = Int(try reader.peek(ahead: 2, as: UInt16.self))
        guard length >= 4 else { throw WireError(.invalid("property of \(length) bytes"), at: reader.offset) }
        if try reader.peek(as: UInt16.self) == 0, length == 32, ethernet == nil {
            try reader.skip(8)
            ethernet = try PortEthernet(from: &reader)
        } else {
            try Property.next(from: &reader) { (type, value) throws(WireError) in
                properties.append(try PortProperty(type: type, value: &value))
                try value.requireEnd()
            }
        }
    }

    func encode(into writer: inout ByteWriter, version: OpenFlowVersion) {
        let start = writer.count
        writer.write(number.rawValue)
        writer.writeZeros(4)
        writer.write(UInt128(hardwareAddress.rawValue), byteCount: 6)
        writer.writeZeros(2)
        let kept = String(decoding: rawName.prefix { $0 != 0 }, as: UTF8.self) == name ? rawName : []
        let bytes = kept.isEmpty ? Array(name.utf8.prefix(15)) : kept
        writer.write(bytes: bytes)
        writer.writeZeros(16 - bytes.count)
        writer.write(configuration)
        writer.write(state)
        if version == .v1_3 {
            (ethernet ?? PortEthernet()).encode(into: &writer)
            return
        }
        if let ethernet {
            writer.writeProperty(0) {
                $0.writeZeros(4)
                ethernet.encode(into: &$0)
            }
        }
        writer.write(properties: properties)
        writer.patchLength(at: start + 4, from: start)
    }
}

/// What an Ethernet port can do: OFPPF_* bits and speeds in kbit/s.
public struct PortEthernet: Hashable, Sendable {
    public var current: UInt32 = 0
    public var advertised: UInt32 = 0
    public var supported: UInt32 = 0
    public var peer: UInt32 = 0
    public var currentSpeed: UInt32 = 0
    public var maximumSpeed: UInt32 = 0

    public init() {}

    init(from reader: inout ByteReader) throws(WireError) {
        current = try reader.read()
        advertised = try reader.read()
        supported = try reader.read()
        peer = try reader.read()
        currentSpeed = try reader.read()
        maximumSpeed = try reader.read()
    }

    func encode(into writer: inout ByteWriter) {
        for word in [current, advertised, supported, peer, currentSpeed, maximumSpeed] { writer.write(word) }
    }
}
