import Wire

/// Opens, closes, commits or discards a bundle (section 7.3.9.2). In 1.3 an experimenter message of the ONF.
public struct BundleControl: Hashable, Sendable {
    /// OFPBCT_*.
    public enum Kind: UInt16, Hashable, Sendable {
        case openRequest = 0
        case openReply = 1
        case closeRequest = 2
        case closeReply = 3
        case commitRequest = 4
        case commitReply = 5
        case discardRequest = 6
        case discardReply = 7
    }

    public var bundle: UInt32
    public var kind: Kind
    public var flags: BundleFlags
    /// Bundle properties as they came.
    public var properties: [UInt8]

    public init(_ kind: Kind, bundle: UInt32, flags: BundleFlags, properties: [UInt8] = []) {
        self.kind = kind
        self.bundle = bundle
        self.flags = flags
        self.properties = properties
    }

    init(from reader: inout ByteReader) throws(WireError) {
        bundle = try reader.read()
        let raw: UInt16 = try reader.read()
        guard let kind = Kind(rawValue: raw) else {
            throw WireError(.invalid("bundle control type \(raw)"), at: reader.offset - 2)
        }
        self.kind = kind
        flags = BundleFlags(rawValue: try reader.read())
        properties = try reader.readBytes(reader.remaining)
    }

    func encode(into writer: inout ByteWriter) {
        writer.write(bundle)
        writer.write(kind.rawValue)
        writer.write(flags.rawValue)
        writer.write(bytes: properties)
    }
}

/// OFPBF_*.
public struct BundleFlags: OptionSet, Hashable, Sendable {
    public let rawValue: UInt16
    public init(rawValue: UInt16) { self.rawValue = rawValue }

    /// All or nothing.
    public static let atomic = BundleFlags(rawValue: 1)
    /// In the order of the members.
    public static let ordered = BundleFlags(rawValue: 2)
}

/// A member of a bundle (section 7.3.9.6).
public struct BundleAdd: Hashable, Sendable {
    public var bundle: UInt32
    public var flags: BundleFlags
    /// The whole message with its header, whose version and xid are those of the outer message; properties may follow.
    public var message: [UInt8]

    public init(bundle: UInt32, flags: BundleFlags, message: [UInt8]) {
        self.bundle = bundle
        self.flags = flags
        self.message = message
    }

    init(from reader: inout ByteReader) throws(WireError) {
        bundle = try reader.read()
        try reader.skip(2)
        flags = BundleFlags(rawValue: try reader.read())
        message = try reader.readBytes(reader.remaining)
    }

    func encode(into writer: inout ByteWriter) {
        writer.write(UInt64(bundle) << 32 | UInt64(flags.rawValue))
        writer.write(bytes: message)
    }
}

extension ByteWriter {
    /// A bundle member's message up to the member itself, its length still to be patched: for who copies encoded members,
    /// which is what programming a switch comes down to.
    mutating func writeBundleAddHead(bundle: UInt32, flags: BundleFlags, version: OpenFlowVersion, xid: UInt32) {
        let isNative = version > .v1_3
        let type = isNative ? MessageType.bundleAdd : MessageType.experimenter
        write(UInt64(version.rawValue) << 56 | UInt64(type) << 48 | UInt64(xid))
        if !isNative { write(UInt64(Experimenter.onf) << 32 | UInt64(ExperimenterMessage.bundleAdd)) }
        write(UInt64(bundle) << 32 | UInt64(flags.rawValue))
    }
}
