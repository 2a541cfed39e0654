extension JSONScanner {
    /// No number that means anything is longer; converting a huge one would cost more than reading it.
    private static var maximumNumberLength: Int { 1024 }

    /// A number as digits: value = ±significand × 10^exponent, exact unless `isExact` is false.
    private struct Decimal {
        var significand: UInt64 = 0
        var exponent = 0
        var isExact = true

        mutating func append(_ digit: UInt8) {
            let (product, overflow) = significand.multipliedReportingOverflow(by: 10)
            let (sum, carry) = product.addingReportingOverflow(UInt64(digit))
            if overflow || carry {
                // A zero that does not fit only moves the point; any other digit is lost.
                exponent += 1
                if digit != 0 { isExact = false }
            } else {
                significand = sum
                // Once a digit was scaled away, later digits cannot be placed exactly.
                if exponent > 0 { isExact = false }
            }
        }

        /// The value as a signed integer when it is exactly one.
        func integer(isNegative: Bool) -> Int64? {
            guard isExact else { return nil }
            var (value, power) = (significand, exponent)
            if value == 0 { return 0 }
            while power < 0 {
                guard value % 10 == 0 else { return nil }
                value /= 10
                power += 1
            }
            while power > 0 {
                let (product, overflow) = value.multipliedReportingOverflow(by: 10)
                if overflow { return nil }
                value = product
                power -= 1
            }
            return isNegative ? Int64(exactly: -Int128(value)) : Int64(exactly: value)
        }
    }

    /// Reads a number; the next byte is a digit or a minus sign.
    @_lifetime(self: copy self)
    mutating func number() throws(JSONError) -> JSONValue {
        let start = position
        let isNegative = next == UInt8(ascii: "-")
        if isNegative { position &+= 1 }
        var decimal = Decimal()
        let integerStart = position
        guard digits(into: &decimal) > 0 else { throw badNumber("a digit must follow the sign") }
        if bytes[integerStart] == UInt8(ascii: "0"), position > integerStart + 1 {
            throw JSONError(.badNumber("a number has no leading zeros"), at: integerStart)
        }
        if next == UInt8(ascii: ".") {
            position &+= 1
            let count = digits(into: &decimal)
            guard count > 0 else { throw badNumber("a digit must follow the decimal point") }
            decimal.exponent -= count
        }
        if next == UInt8(ascii: "e") || next == UInt8(ascii: "E") {
            position &+= 1
            decimal.exponent += try exponent()
        }
        guard position - start <= Self.maximumNumberLength else {
            throw JSONError(.limit("\(Self.maximumNumberLength) bytes in a number"), at: start)
        }
        if let integer = decimal.integer(isNegative: isNegative) { return .integer(integer) }
        guard let value = Double(try text(start..<position)), value.isFinite else {
            throw JSONError(.badNumber("the number is too large"), at: start)
        }
        // A value too small for a double is the integer 0, like every other spelling of zero.
        return value == 0 ? .integer(0) : .double(value)
    }

    private func badNumber(_ text: String) -> JSONError {
        JSONError(position < bytes.count ? .badNumber(text) : .unexpectedEnd, at: position)
    }

    /// Reads digits and answers how many there were.
    @_lifetime(self: copy self)
    private mutating func digits(into decimal: inout Decimal) -> Int {
        let start = position
        while let byte = next, (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(byte) {
            decimal.append(byte - UInt8(ascii: "0"))
            position &+= 1
        }
        return position - start
    }

    /// Reads the sign and digits after an `e`; beyond a million the size no longer matters.
    @_lifetime(self: copy self)
    private mutating func exponent() throws(JSONError) -> Int {
        let isNegative = next == UInt8(ascii: "-")
        if isNegative || next == UInt8(ascii: "+") { position &+= 1 }
        let start = position
        var value = 0
        while let byte = next, (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(byte) {
            value = min(value * 10 + Int(byte - UInt8(ascii: "0")), 1_000_000)
            position &+= 1
        }
        guard position > start else { throw badNumber("an exponent needs a digit") }
        return isNegative ? -value : value
    }
}
