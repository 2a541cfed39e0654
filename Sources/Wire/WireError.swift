/// Why bytes from a peer could not be read, and where.
public struct WireError: Error, Hashable, Sendable, CustomStringConvertible {
    public enum Code: Hashable, Sendable {
        /// The input ended; `needed` bytes were asked for.
        case truncated(needed: Int)
        /// Bytes were left over in a structure that must be consumed whole.
        case leftover(count: Int)
        /// A field holds a value that the specification does not allow there.
        case invalid(String)
    }

    public let code: Code
    /// Byte offset from the start of the outermost input.
    public let offset: Int

    @inlinable
    public init(_ code: Code, at offset: Int) {
        self.code = code
        self.offset = offset
    }

    public var description: String {
        switch code {
        case .truncated(let needed): "truncated at byte \(offset): \(needed) more bytes expected"
        case .leftover(let count): "\(count) unexpected bytes at byte \(offset)"
        case .invalid(let reason): "\(reason) at byte \(offset)"
        }
    }
}
