public import NetworkTypes
import Wire

/// What a queue counted: an entry of OFPMP_QUEUE_STATS (section 7.3.5.8).
public struct QueueStatistics: Hashable, Sendable {
    public var port: PortNumber
    public var queue: UInt32
    public var bytes: UInt64
    public var packets: UInt64
    /// Packets dropped for want of room.
    public var errors: UInt64
    /// How long the queue has been there.
    public var duration: FlowCounters.Span
    /// 1.4 and later.
    public var properties: [OtherProperty] = []

    public init(
        port: PortNumber, queue: UInt32, bytes: UInt64, packets: UInt64, errors: UInt64, duration: FlowCounters.Span
    ) {
        self.port = port
        self.queue = queue
        self.bytes = bytes
        self.packets = packets
        self.errors = errors
        self.duration = duration
    }

    init(from reader: inout ByteReader, version: OpenFlowVersion) throws(WireError) {
        guard version > .v1_3 else {
            try self.init(fixed: &reader)
            return
        }
        let length = Int(try reader.read(as: UInt16.self))
        guard length >= 48 else {
            throw WireError(.invalid("queue statistics of \(length) bytes"), at: reader.offset - 2)
        }
        var body = try reader.slice(length - 2)
        try body.skip(6)
        try self.init(fixed: &body)
        properties = try OtherProperty.list(from: &body)
    }

    private init(fixed reader: inout ByteReader) throws(WireError) {
        port = PortNumber(try reader.read())
        queue = try reader.read()
        bytes = try reader.read()
        packets = try reader.read()
        errors = try reader.read()
        duration = try .init(seconds: reader.read(), nanoseconds: reader.read())
    }

    func encode(into writer: inout ByteWriter, version: OpenFlowVersion) {
        let start = writer.count
        if version > .v1_3 { writer.writeZeros(8) }
        writer.write(port.rawValue)
        writer.write(queue)
        writer.write(bytes)
        writer.write(packets)
        writer.write(errors)
        writer.write(duration)
        if version > .v1_3 {
            writer.write(properties: properties)
            writer.patchLength(at: start, from: start)
        }
    }
}

/// Which queues a question is about.
public struct QueueFilter: Hashable, Sendable {
    /// `any`: all.
    public var port: PortNumber
    /// 0xffffffff: all.
    public var queue: UInt32

    public init(port: PortNumber = .any, queue: UInt32 = 0xffff_ffff) {
        self.port = port
        self.queue = queue
    }
}
