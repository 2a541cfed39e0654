/// A decoder, and what it is fed with.
struct Target: Sendable {
    let mutator: Mutator
    /// Inputs that are right.
    let seeds: [[UInt8]]
    /// The decoding alone, where memory is bounded by the input: whatever lengths it claims, it may ask for
    /// `bytesForEach` times its size.
    var decode: (@Sendable ([UInt8]) -> Void)?
    /// Decodes an input and does with the result what the daemon would; must not trap.
    let run: @Sendable ([UInt8]) -> Void

    /// Of all allocations together, those that are given back at once too. An action of eight bytes is kept in 56, in lists
    /// that grow by doubling, and one that cannot be read has the text of its error beside it.
    static let bytesForEach = 128
    /// However short the input is.
    static let bytesForAny = 4096
}
