import Wire

/// What a switch can do with bundles: OFPMP_BUNDLE_FEATURES (section 7.3.5.19), 1.5 only.
public struct BundleFeatures: Hashable, Sendable {
    public enum Property: Hashable, Sendable {
        case time(Schedule)
        case other(OtherProperty)
    }

    /// A point or length of time.
    public struct Time: Hashable, Sendable {
        public var seconds: UInt64
        public var nanoseconds: UInt32

        public init(seconds: UInt64, nanoseconds: UInt32) {
            self.seconds = seconds
            self.nanoseconds = nanoseconds
        }
    }

    /// How a switch schedules bundles, or in a request, how it shall.
    public struct Schedule: Hashable, Sendable {
        public var accuracy: Time
        /// How far ahead and how far back a bundle may be scheduled.
        public var maximumFuture: Time
        public var maximumPast: Time
        /// Now, by the sender's clock.
        public var timestamp: Time

        public init(accuracy: Time, maximumFuture: Time, maximumPast: Time, timestamp: Time) {
            self.accuracy = accuracy
            self.maximumFuture = maximumFuture
            self.maximumPast = maximumPast
            self.timestamp = timestamp
        }
    }

    /// OFPBF_* bits of what it can; in a request OFPBMF_* bits of what is asked.
    public var flags: UInt32
    public var properties: [Property]

    public init(flags: UInt32, properties: [Property] = []) {
        self.flags = flags
        self.properties = properties
    }

    /// The request's flags are 32 bits, the reply's 16.
    init(from reader: inout ByteReader, isRequest: Bool) throws(WireError) {
        flags = isRequest ? try reader.read() : UInt32(try reader.read(as: UInt16.self))
        try reader.skip(isRequest ? 4 : 6)
        properties = try Property.list(from: &reader)
    }

    func encode(into writer: inout ByteWriter, isRequest: Bool) {
        if isRequest { writer.write(flags) } else { writer.write(UInt16(truncatingIfNeeded: flags)) }
        writer.writeZeros(isRequest ? 4 : 6)
        writer.write(properties: properties)
    }
}

extension BundleFeatures.Property: PropertyCodable {
    init(type: UInt16, value: inout ByteReader) throws(WireError) {
        switch (type, value.remaining) {
        case (1, 68):
            try value.skip(4)
            self = .time(
                BundleFeatures.Schedule(
                    accuracy: try .init(from: &value), maximumFuture: try .init(from: &value),
                    maximumPast: try .init(from: &value), timestamp: try .init(from: &value)))
        default: self = .other(try OtherProperty(type: type, value: &value))
        }
    }

    var propertyType: UInt16 {
        switch self {
        case .time: 1
        case .other(let other): other.propertyType
        }
    }

    func encodeValue(into writer: inout ByteWriter) {
        switch self {
        case .time(let schedule):
            writer.writeZeros(4)
            for time in [schedule.accuracy, schedule.maximumFuture, schedule.maximumPast, schedule.timestamp] {
                writer.write(time.seconds)
                writer.write(time.nanoseconds)
                writer.writeZeros(4)
            }
        case .other(let other): other.encodeValue(into: &writer)
        }
    }
}

extension BundleFeatures.Time {
    fileprivate init(from reader: inout ByteReader) throws(WireError) {
        seconds = try reader.read()
        nanoseconds = try reader.read()
        try reader.skip(4)
    }
}
