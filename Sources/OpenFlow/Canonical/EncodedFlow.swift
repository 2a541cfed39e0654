import Wire

/// A flow in canonical bytes: a view of a block, as one flow_mod ADD of OpenFlow 1.5 with xid 0.
public struct EncodedFlow: Hashable, Sendable {
    /// The whole message with its header.
    public let bytes: ArraySlice<UInt8>

    init(_ bytes: ArraySlice<UInt8>) { self.bytes = bytes }

    /// A block of one.
    public init(_ flow: Flow) {
        self.init(FlowBlock([flow]).bytes[...])
    }

    /// Offsets into ofp_flow_mod, section 7.3.4.2.
    enum Layout {
        static let cookie = 8
        static let cookieMask = 16
        static let table = 24
        static let command = 25
        static let priority = 30
        static let flags = 44
        static let importance = 46
        static let match = 48
    }

    public var key: FlowKey {
        let length = Int(bytes.load(at: Layout.match + 2, as: UInt16.self))
        let start = bytes.startIndex + Layout.match
        return FlowKey(table: table, priority: priority, match: bytes[start + 4..<start + length])
    }

    public var table: UInt8 { bytes[bytes.startIndex + Layout.table] }
    public var priority: UInt16 { bytes.load(at: Layout.priority, as: UInt16.self) }
    public var cookie: UInt64 { bytes.load(at: Layout.cookie, as: UInt64.self) }

    /// A hash of everything but the xid; the same on every machine and in every run.
    public var digest: UInt64 { bytes.digest }

    public func decoded() -> Flow {
        do throws(WireError) {
            guard case .flowModification(let modification) = try Message.decode(Array(bytes)).message else {
                preconditionFailure("a block of flows holds flow_mods")
            }
            return modification.flow
        } catch {
            preconditionFailure("a block of flows holds what this library wrote: \(error)")
        }
    }

    public static func == (left: Self, right: Self) -> Bool { left.bytes.hasSameBytes(as: right.bytes) }

    public func hash(into hasher: inout Hasher) {
        bytes.withUnsafeBytes { hasher.combine(bytes: $0) }
    }
}

extension ArraySlice<UInt8> {
    /// A big-endian integer, `offset` bytes from the start. Traps outside the slice.
    func load<T: FixedWidthInteger & BitwiseCopyable>(at offset: Int, as type: T.Type) -> T {
        withUnsafeBytes { T(bigEndian: $0.loadUnaligned(fromByteOffset: offset, as: T.self)) }
    }

    /// A hash of a message without its xid.
    var digest: UInt64 { withUnsafeBytes { Digest.message($0) } }
}
