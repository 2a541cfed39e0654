/// Text under way: what is written goes behind what was, in one buffer, so that a message costs one string.
struct TextWriter {
    private(set) var bytes: [UInt8] = []
    /// Whether a set-field of some bits is a load, which it is on the wire before OpenFlow 1.5.
    var writesLoads = false

    init(reservingCapacity capacity: Int = 0) { bytes.reserveCapacity(capacity) }

    /// Bytes written so far.
    var count: Int { bytes.count }
    var text: String { String(decoding: bytes, as: UTF8.self) }

    /// What `body` writes, alone.
    static func text(_ body: (inout TextWriter) -> Void) -> String {
        var writer = TextWriter()
        body(&writer)
        return writer.text
    }

    mutating func write(_ text: StaticString) {
        text.withUTF8Buffer { bytes.append(contentsOf: $0) }
    }

    mutating func write(text: String) { bytes.append(contentsOf: text.utf8) }
    mutating func write(bytes more: [UInt8]) { bytes.append(contentsOf: more) }
    mutating func write(_ byte: UInt8) { bytes.append(byte) }

    mutating func write(decimal value: some BinaryInteger) {
        var rest = UInt64(truncatingIfNeeded: value)
        var low = bytes.count
        repeat {
            bytes.append(UInt8(ascii: "0") + UInt8(truncatingIfNeeded: rest % 10))
            rest /= 10
        } while rest != 0
        var high = bytes.count - 1
        while low < high {
            bytes.swapAt(low, high)
            low += 1
            high -= 1
        }
    }

    /// Hexadecimal digits, at least so many.
    mutating func write(digits value: UInt64, count: Int) {
        let needed = (64 - value.leadingZeroBitCount + 3) / 4
        var place = max(needed, count)
        while place > 0 {
            place -= 1
            bytes.append(Self.digit(UInt8(truncatingIfNeeded: place < 16 ? value >> UInt64(4 * place) & 0xf : 0)))
        }
    }

    mutating func write(digits value: UInt128, count: Int) {
        let high = UInt64(truncatingIfNeeded: value >> 64)
        if high != 0 { write(digits: high, count: count - 16) }
        write(digits: UInt64(truncatingIfNeeded: value), count: high != 0 ? 16 : count)
    }

    /// Behind `0x`.
    mutating func write(hexadecimal value: some BinaryInteger) {
        write("0x")
        write(digits: UInt128(truncatingIfNeeded: value), count: 1)
    }

    /// Behind `0x`, but a plain zero.
    mutating func write(alternate value: some BinaryInteger) {
        if value == 0 { write(UInt8(ascii: "0")) } else { write(hexadecimal: value) }
    }

    /// Behind `0x`, with zeros in front to `count` digits.
    mutating func write(padded value: some BinaryInteger, digits count: Int) {
        write("0x")
        write(digits: UInt128(truncatingIfNeeded: value), count: count)
    }

    /// Takes blanks and line ends back from the end.
    mutating func trim() {
        while let last = bytes.last, last == 0x20 || last == 0x0a { bytes.removeLast() }
    }

    private static func digit(_ value: UInt8) -> UInt8 {
        value < 10 ? UInt8(ascii: "0") + value : UInt8(ascii: "a") + value - 10
    }
}
