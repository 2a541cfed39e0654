import Wire

/// A group in canonical bytes: a view of a block, as one group_mod ADD of OpenFlow 1.5 with xid 0.
public struct EncodedGroup: Hashable, Sendable {
    /// The whole message with its header.
    public let bytes: ArraySlice<UInt8>

    init(_ bytes: ArraySlice<UInt8>) { self.bytes = bytes }

    /// A block of one.
    public init(_ group: Group) {
        self.init(GroupBlock([group]).bytes[...])
    }

    /// Offsets into ofp_group_mod, section 7.3.4.3.
    enum Layout {
        static let command = 8
        static let id = 12
    }

    public var id: UInt32 { bytes.load(at: Layout.id, as: UInt32.self) }

    /// A hash of everything but the xid; the same on every machine and in every run.
    public var digest: UInt64 { bytes.digest }

    public func decoded() -> Group {
        do throws(WireError) {
            guard case .groupModification(let modification) = try Message.decode(Array(bytes)).message else {
                preconditionFailure("a block of groups holds group_mods")
            }
            return modification.group
        } catch {
            preconditionFailure("a block of groups holds what this library wrote: \(error)")
        }
    }

    public static func == (left: Self, right: Self) -> Bool { left.bytes.hasSameBytes(as: right.bytes) }

    public func hash(into hasher: inout Hasher) {
        bytes.withUnsafeBytes { hasher.combine(bytes: $0) }
    }
}

/// Groups in canonical bytes: consecutive OpenFlow 1.5 group_mod ADD messages with xid 0, in the order given.
public struct GroupBlock: Hashable, Sendable {
    public let bytes: [UInt8]
    public let count: Int

    public init() {
        bytes = []
        count = 0
    }

    /// Traps when the buckets of one group do not fit a message: for groups whose size the caller knows.
    public init(_ groups: [Group]) {
        do throws(MessageLengthError) {
            try self.init(sendable: groups)
        } catch {
            preconditionFailure("\(error)")
        }
    }

    /// Groups of any size: fails when the buckets of one group do not fit a message.
    public init(sendable groups: [Group]) throws(MessageLengthError) {
        var writer = ByteWriter(reservingCapacity: groups.count * 256)
        for group in groups {
            let start = writer.count
            guard Self.append(group, to: &writer) else {
                throw MessageLengthError("OFPT_GROUP_MOD", in: writer, from: start)
            }
        }
        bytes = writer.bytes
        count = groups.count
    }

    /// Groups that a switch described. One that would not fit a message in this form is kept without its buckets: it
    /// cannot be equal to any group that fits.
    public init(readBack groups: [Group]) {
        self.init(
            groups.map { group in
                var writer = ByteWriter()
                guard !Self.append(group, to: &writer) else { return group }
                return Group(id: group.id, type: group.type, buckets: [])
            })
    }

    /// Appends one message and says whether it fits its length.
    private static func append(_ group: Group, to writer: inout ByteWriter) -> Bool {
        let start = writer.count
        writer.write(OpenFlowVersion.v1_5.rawValue)
        writer.write(MessageType.groupMod)
        writer.writeZeros(6)
        GroupModification(.add, group.canonical).encode(into: &writer, version: .v1_5)
        writer.patchLength(at: start + 2, from: start)
        return writer.holdsMessage(from: start)
    }

    public var isEmpty: Bool { count == 0 }

    /// The sum of the digests of its groups.
    public var digest: UInt64 { Digest.sum(ofMessages: bytes) }

    /// Views of the groups, in order.
    public var entries: Entries { Entries(messages: MessageViews(bytes: bytes)) }

    public struct Entries: Sequence, IteratorProtocol, Sendable {
        fileprivate var messages: MessageViews

        public mutating func next() -> EncodedGroup? {
            messages.next().map(EncodedGroup.init)
        }
    }
}
