import Wire

/// Reads lists of properties as strictly as a switch does.
struct PropertyCheck {
    /// One of a list, without its padding.
    struct Found {
        let type: UInt16
        /// Zero for those of the specification.
        let experimenter: UInt32
        let experimenterType: UInt32
        /// Behind the head, that of an experimenter's property included.
        let value: [UInt8]
    }

    /// The first thing that is wrong with the list, or with a property of it as `check` says.
    static func refusal(_ bytes: [UInt8], _ check: (Found) -> Refusal?) -> Refusal? {
        var rest = bytes[...]
        while !rest.isEmpty {
            let length = rest.count < 4 ? 0 : Int(rest[rest.startIndex + 2]) << 8 | Int(rest[rest.startIndex + 3])
            let padded = (length + 7) / 8 * 8
            guard length >= 4, padded <= rest.count else { return badLength(rest) }
            let property = Array(rest.prefix(length))
            rest = rest.dropFirst(padded)
            let type = UInt16(property[0]) << 8 | UInt16(property[1])
            guard type == OtherProperty.experimenterType else {
                let found = Found(type: type, experimenter: 0, experimenterType: 0, value: Array(property[4...]))
                if let refusal = check(found) { return refusal }
                continue
            }
            guard length >= 12 else { return badLength(property[...]) }
            let found = Found(
                type: type, experimenter: word(property[4..<8]), experimenterType: word(property[8..<12]),
                value: Array(property[12...]))
            guard found.experimenter != 0 else {
                return Refusal(.badPropertyExperimenter, "a property", expected: "an experimenter", found: "zero")
            }
            if let refusal = check(found) { return refusal }
        }
        return nil
    }

    /// What is wrong with a list of which nothing is known.
    static func firstRefusal(_ bytes: [UInt8]) -> Refusal? { refusal(bytes, unknown) }

    static func unknown(_ property: Found) -> Refusal {
        property.experimenter == 0
            ? Refusal(.badPropertyType, "a property", expected: "one of Open vSwitch", found: "type \(property.type)")
            : Refusal(
                .badExperimenterProperty, "a property", expected: "one of Open vSwitch",
                found: "type \(property.experimenterType) of \(TextValue.hexadecimal(property.experimenter))")
    }

    private static func word(_ bytes: ArraySlice<UInt8>) -> UInt32 { bytes.reduce(0) { $0 << 8 | UInt32($1) } }

    private static func badLength(_ bytes: ArraySlice<UInt8>) -> Refusal {
        Refusal(
            .badPropertyLength, "a property", expected: "a whole one with its padding",
            found: TextValue.dotted(Array(bytes.prefix(16))))
    }
}
