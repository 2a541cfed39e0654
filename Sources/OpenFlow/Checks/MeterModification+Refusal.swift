import Wire

extension MeterModification {
    /// What Open vSwitch 3.1 has against this meter_mod, in every version, with a datapath that has bands of type drop and at
    /// most eight a meter, as the one in userspace; before it looks which meters are there. Nil: it takes it.
    public func refusal() -> Refusal? { meter.lengthRefusal ?? (command == .delete ? nil : meter.refusal()) }
}

extension Meter {
    /// What Open vSwitch 3.1 has against adding this meter. See `MeterModification.refusal()`.
    public func refusal() -> Refusal? {
        let units: Flags = [.kilobitsPerSecond, .packetsPerSecond]
        if let refusal = lengthRefusal { return refusal }
        if flags.isSuperset(of: units) { return refusal(.badMeterFlags, "one unit of the rate", "both") }
        return bandRefusal ?? numberRefusal ?? rateRefusal
    }

    /// The most bands of a meter.
    private static let bandLimit = 8
    /// OFPM_MAX.
    private static let maximumID: UInt32 = 0xffff_0000
    /// OFPM_SLOWPATH and OFPM_CONTROLLER.
    private static let virtual: ClosedRange<UInt32> = 0xffff_fffd...0xffff_fffe
    /// Bands of every kind that it reads have as many bytes.
    private static let bandLength = 16
    private static let known: Flags = [.kilobitsPerSecond, .packetsPerSecond, .burst, .statistics]

    /// For a band may be of an experimenter or of nobody known.
    private var bandBytes: [UInt8] {
        var writer = ByteWriter()
        encodeBands(into: &writer)
        return writer.take()
    }

    /// A meter_mod has a multiple of eight bytes, whatever its command.
    fileprivate var lengthRefusal: Refusal? {
        let length = bandBytes.count
        return length % 8 == 0 ? nil : refusal(.badLength, "a multiple of eight bytes", "\(length)")
    }

    private var bandRefusal: Refusal? {
        var rest = bandBytes[...]
        while rest.count >= Self.bandLength {
            let band = Array(rest.prefix(Self.bandLength))
            let length = Int(band[2]) << 8 | Int(band[3])
            guard length == Self.bandLength else { return badLength(length) }
            let type = UInt16(band[0]) << 8 | UInt16(band[1])
            guard type == 1 || type == 2 else { return refusal(.badBand, "a band of type 1 or 2", "type \(type)") }
            rest = rest.dropFirst(length)
        }
        return rest.isEmpty ? nil : badLength(rest.count)
    }

    private func badLength(_ length: Int) -> Refusal {
        refusal(.badLength, "bands of \(Self.bandLength) bytes", "\(length)")
    }

    private var numberRefusal: Refusal? {
        guard (1...Self.maximumID).contains(id) || Self.virtual.contains(id) else {
            return refusal(
                .invalidMeter, "1…\(TextValue.hexadecimal(Self.maximumID)), slowpath or controller",
                TextValue.hexadecimal(id))
        }
        return bands.count > Self.bandLimit
            ? refusal(.outOfBands, "at most \(Self.bandLimit) bands", "\(bands.count)") : nil
    }

    private var rateRefusal: Refusal? {
        if flags.isDisjoint(with: [.kilobitsPerSecond, .packetsPerSecond]) {
            return refusal(.badMeterFlags, "a unit of the rate", "none")
        }
        if bands.isEmpty { return refusal(.outOfBands, "a band", "none") }
        for band in bands where band.rate == 0 { return refusal(.badRate, "a rate above zero", "zero") }
        if !flags.isSubset(of: Self.known) {
            return refusal(.badMeterFlags, "the flags of the specification", "\(flags.rawValue)")
        }
        for case .remarkDSCP in bands { return refusal(.badBand, "bands of type drop", "one that remarks") }
        return nil
    }

    private func refusal(_ code: Refusal.Code, _ expected: String, _ found: String) -> Refusal {
        Refusal(code, "meter \(id)", expected: expected, found: found)
    }
}

extension Meter.Band {
    /// Of the kinds that a switch reads; others have none.
    fileprivate var rate: UInt32? {
        switch self {
        case .drop(let rate, _), .remarkDSCP(let rate, _, _): rate
        case .experimenter, .unknown: nil
        }
    }
}
