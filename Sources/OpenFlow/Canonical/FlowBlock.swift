import Wire

/// Flows in canonical bytes: consecutive OpenFlow 1.5 flow_mod ADD messages with xid 0, in the order given.
///
/// Equal flows give equal bytes, whatever run or machine encoded them, so blocks can be compared, stored and shared.
public struct FlowBlock: Hashable, Sendable {
    public let bytes: [UInt8]
    public let count: Int

    public init() {
        bytes = []
        count = 0
    }

    /// Traps when the actions of one flow do not fit a message: for flows whose size the caller knows.
    public init(_ flows: [Flow]) {
        do throws(MessageLengthError) {
            try self.init(sendable: flows)
        } catch {
            preconditionFailure("\(error)")
        }
    }

    /// Flows of any size: fails when the actions of one flow do not fit a message.
    public init(sendable flows: [Flow]) throws(MessageLengthError) {
        var writer = ByteWriter(reservingCapacity: flows.count * Self.usualBytes)
        // Borrowed, not copied.
        let span = flows.span
        for index in span.indices {
            let start = writer.count
            guard Self.append(span[index], to: &writer) else {
                throw MessageLengthError("OFPT_FLOW_MOD", in: writer, from: start)
            }
        }
        // Without spare room: blocks are kept for as long as their flows.
        bytes = writer.bytes
        count = flows.count
    }

    /// Flows that a switch described. One that would not fit a message in this form is kept without its instructions:
    /// it cannot be equal to any flow that fits, and its key is what deleting it needs. Where the match alone does not fit,
    /// as only unknown fields can make it, those are left out too.
    public init(readBack flows: [Flow]) {
        var writer = ByteWriter(reservingCapacity: flows.count * Self.usualBytes)
        for flow in flows where !Self.append(flow, to: &writer) {
            // Rare enough to write the block again from the start.
            writer = ByteWriter(reservingCapacity: flows.count * Self.usualBytes)
            for flow in flows { _ = Self.append(flow.fittingMessage, to: &writer) }
            break
        }
        bytes = writer.take()
        count = flows.count
    }

    /// More than most flows take.
    private static let usualBytes = 160

    /// Appends one message and says whether it fits its length.
    fileprivate static func append(_ flow: Flow, to writer: inout ByteWriter) -> Bool {
        let start = writer.count
        writer.write(OpenFlowVersion.v1_5.rawValue)
        writer.write(MessageType.flowMod)
        writer.writeZeros(6)
        if flow.isCanonical {
            flow.encode(.add, into: &writer, version: .v1_5)
        } else {
            flow.canonical.encode(.add, into: &writer, version: .v1_5)
        }
        writer.patchLength(at: start + 2, from: start)
        return writer.holdsMessage(from: start)
    }

    public init(_ entries: some Sequence<EncodedFlow>) { self.init(Array(entries)) }

    public init(_ entries: [EncodedFlow]) {
        var bytes: [UInt8] = []
        // Without spare room, as above.
        bytes.reserveCapacity(entries.reduce(0) { $0 + $1.bytes.count })
        for entry in entries { bytes += entry.bytes }
        self.bytes = bytes
        count = entries.count
    }

    public var isEmpty: Bool { count == 0 }

    /// The sum of the digests of its flows.
    public var digest: UInt64 { Digest.sum(ofMessages: bytes) }

    /// Views of the flows, in order.
    public var entries: Entries { Entries(messages: MessageViews(bytes: bytes)) }

    public struct Entries: Sequence, IteratorProtocol, Sendable {
        fileprivate var messages: MessageViews

        public mutating func next() -> EncodedFlow? {
            messages.next().map(EncodedFlow.init)
        }
    }
}

/// The messages that stand one behind the other in bytes that this library wrote.
struct MessageViews: Sequence, IteratorProtocol, Sendable {
    let bytes: [UInt8]
    private var position = 0

    init(bytes: [UInt8]) { self.bytes = bytes }

    mutating func next() -> ArraySlice<UInt8>? {
        guard position < bytes.count else { return nil }
        let length = Int(bytes[position + 2]) << 8 | Int(bytes[position + 3])
        defer { position += length }
        return bytes[position..<position + length]
    }
}

extension Flow {
    fileprivate var fitsMessage: Bool {
        var writer = ByteWriter()
        return FlowBlock.append(self, to: &writer)
    }

    fileprivate var fittingMessage: Flow {
        var flow = self
        if !flow.fitsMessage { flow.instructions = [] }
        if !flow.fitsMessage { flow.match.removeUnknown() }
        return flow
    }
}
