import Wire

/// A meter in canonical bytes: a view of a block, as one meter_mod ADD of OpenFlow 1.5 with xid 0.
public struct EncodedMeter: Hashable, Sendable {
    /// The whole message with its header.
    public let bytes: ArraySlice<UInt8>

    init(_ bytes: ArraySlice<UInt8>) { self.bytes = bytes }

    /// A block of one.
    public init(_ meter: Meter) {
        self.init(MeterBlock([meter]).bytes[...])
    }

    /// Offsets into ofp_meter_mod, section 7.3.4.4.
    enum Layout {
        static let command = 8
        static let id = 12
    }

    public var id: UInt32 { bytes.load(at: Layout.id, as: UInt32.self) }

    /// A hash of everything but the xid; the same on every machine and in every run.
    public var digest: UInt64 { bytes.digest }

    public func decoded() -> Meter {
        do throws(WireError) {
            guard case .meterModification(let modification) = try Message.decode(Array(bytes)).message else {
                preconditionFailure("a block of meters holds meter_mods")
            }
            return modification.meter
        } catch {
            preconditionFailure("a block of meters holds what this library wrote: \(error)")
        }
    }

    public static func == (left: Self, right: Self) -> Bool { left.bytes.hasSameBytes(as: right.bytes) }

    public func hash(into hasher: inout Hasher) {
        bytes.withUnsafeBytes { hasher.combine(bytes: $0) }
    }
}

/// Meters in canonical bytes: consecutive OpenFlow 1.5 meter_mod ADD messages with xid 0, in the order given.
public struct MeterBlock: Hashable, Sendable {
    public let bytes: [UInt8]
    public let count: Int

    public init() {
        bytes = []
        count = 0
    }

    /// Traps when the bands of one meter do not fit a message: for meters whose size the caller knows.
    public init(_ meters: [Meter]) {
        do throws(MessageLengthError) {
            try self.init(sendable: meters)
        } catch {
            preconditionFailure("\(error)")
        }
    }

    /// Meters of any size: fails when the bands of one meter do not fit a message.
    public init(sendable meters: [Meter]) throws(MessageLengthError) {
        var writer = ByteWriter(reservingCapacity: meters.count * 32)
        for meter in meters {
            let start = writer.count
            guard Self.append(meter, to: &writer) else {
                throw MessageLengthError("OFPT_METER_MOD", in: writer, from: start)
            }
        }
        bytes = writer.bytes
        count = meters.count
    }

    /// Meters that a switch described. One that would not fit a message in this form is kept without its bands: it
    /// cannot be equal to any meter of ours.
    public init(readBack meters: [Meter]) {
        self.init(
            meters.map { meter in
                var writer = ByteWriter()
                guard !Self.append(meter, to: &writer) else { return meter }
                return Meter(id: meter.id, flags: meter.flags, bands: [])
            })
    }

    /// Appends one message and says whether it fits its length.
    private static func append(_ meter: Meter, to writer: inout ByteWriter) -> Bool {
        let start = writer.count
        writer.write(OpenFlowVersion.v1_5.rawValue)
        writer.write(MessageType.meterMod)
        writer.writeZeros(6)
        MeterModification(.add, meter.canonical).encode(into: &writer)
        writer.patchLength(at: start + 2, from: start)
        return writer.holdsMessage(from: start)
    }

    public var isEmpty: Bool { count == 0 }

    /// The sum of the digests of its meters.
    public var digest: UInt64 { Digest.sum(ofMessages: bytes) }

    /// Views of the meters, in order.
    public var entries: Entries { Entries(messages: MessageViews(bytes: bytes)) }

    public struct Entries: Sequence, IteratorProtocol, Sendable {
        fileprivate var messages: MessageViews

        public mutating func next() -> EncodedMeter? {
            messages.next().map(EncodedMeter.init)
        }
    }
}
