/// Makes an input of one or two that are known.
struct Mutator: Sendable {
    enum Form: Sendable {
        /// An OpenFlow message: 16-bit fields at even places, and a length in its header.
        case openFlow
        case binary
        /// Text of tokens; these are thrown in.
        case text([String])
    }

    let form: Form
    var maximumLength = 16_384

    private static let numbers: [UInt16] = [0, 1, 4, 7, 8, 9, 16, 0x7f, 0x80, 0xff, 0x7fff, 0x8000, 0xfff8, 0xffff]

    func input(from corpus: [[UInt8]], using generator: inout some RandomNumberGenerator) -> [UInt8] {
        var bytes = corpus.randomElement(using: &generator) ?? []
        for _ in 0..<Int.random(in: 1...8, using: &generator) { change(&bytes, corpus, using: &generator) }
        if bytes.count > maximumLength { bytes.removeLast(bytes.count - maximumLength) }
        // Most messages say how long they are, or nothing behind the header would ever be looked at.
        if case .openFlow = form, bytes.count >= 8, Int.random(in: 0..<8, using: &generator) > 0 {
            bytes[2] = UInt8(truncatingIfNeeded: bytes.count >> 8)
            bytes[3] = UInt8(truncatingIfNeeded: bytes.count)
        }
        return bytes
    }

    private func change(
        _ bytes: inout [UInt8], _ corpus: [[UInt8]], using generator: inout some RandomNumberGenerator
    ) {
        guard !bytes.isEmpty else { return bytes = corpus.randomElement(using: &generator) ?? [] }
        let place = Int.random(in: 0..<bytes.count, using: &generator)
        let length = min(bytes.count - place, 1 << Int.random(in: 0...7, using: &generator))
        switch Int.random(in: 0..<8, using: &generator) {
        case 0: bytes[place] ^= 1 << UInt8.random(in: 0..<8, using: &generator)
        case 1: bytes[place] = UInt8.random(in: 0...255, using: &generator)
        case 2: bytes.removeSubrange(place..<place + length)
        case 3: bytes.insert(contentsOf: bytes[place..<place + length], at: place)
        case 4:
            let other = corpus.randomElement(using: &generator) ?? []
            let from = Int.random(in: 0...other.count, using: &generator)
            bytes.insert(contentsOf: other[from..<min(other.count, from + 64)], at: place)
        case 5: bytes.removeLast(bytes.count - place)
        default: special(&bytes, place, using: &generator)
        }
    }

    /// What means something in this form.
    private func special(_ bytes: inout [UInt8], _ place: Int, using generator: inout some RandomNumberGenerator) {
        switch form {
        case .text(let tokens):
            let token = Array((tokens.randomElement(using: &generator) ?? "").utf8)
            let count = Int.random(in: 0..<16, using: &generator) == 0 ? 200 : 1
            bytes.insert(contentsOf: repeatElement(token, count: count).joined(), at: place)
        case .openFlow, .binary:
            let even = place & ~1
            guard even + 1 < bytes.count else { return }
            let rest = UInt16(truncatingIfNeeded: bytes.count - even)
            let number = (Self.numbers + [rest, rest &+ 2, rest &- 8]).randomElement(using: &generator) ?? 0
            bytes[even] = UInt8(number >> 8)
            bytes[even + 1] = UInt8(number & 0xff)
        }
    }
}
