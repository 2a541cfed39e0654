/// A bounds-checked, big-endian cursor over borrowed bytes.
///
/// Every read either advances past what it returns or throws and leaves the cursor where it was.
/// A `slice` cannot read past its parent, and its errors carry offsets of the outermost input.
public struct ByteReader: ~Escapable {
    @usableFromInline let bytes: RawSpan
    /// Offset of `bytes` in the outermost input.
    @usableFromInline let base: Int
    @usableFromInline var position = 0

    @inlinable
    @_lifetime(copy bytes)
    public init(_ bytes: RawSpan, base: Int = 0) {
        self.bytes = bytes
        self.base = base
    }

    /// Bytes that are left.
    @inlinable
    public var remaining: Int { bytes.byteCount &- position }

    @inlinable
    public var isAtEnd: Bool { remaining == 0 }

    /// Offset of the next byte from the start of the outermost input.
    @inlinable
    public var offset: Int { base &+ position }

    @inlinable
    @inline(__always)
    @_lifetime(self: copy self)
    public mutating func read<T: FixedWidthInteger & BitwiseCopyable>(
        as type: T.Type = T.self
    ) throws(WireError) -> T {
        let size = MemoryLayout<T>.size
        guard remaining >= size else { throw truncation(size) }
        let value = bytes.unsafeLoadUnaligned(fromUncheckedByteOffset: position, as: T.self)
        position &+= size
        return T(bigEndian: value)
    }

    /// The next integer without consuming it, `ahead` bytes from here.
    @inlinable
    @inline(__always)
    public func peek<T: FixedWidthInteger & BitwiseCopyable>(
        ahead: Int = 0, as type: T.Type = T.self
    ) throws(WireError) -> T {
        let size = MemoryLayout<T>.size
        guard ahead >= 0, remaining &- size >= ahead else { throw truncation(ahead &+ size) }
        return T(bigEndian: bytes.unsafeLoadUnaligned(fromUncheckedByteOffset: position &+ ahead, as: T.self))
    }

    /// What `peek` returns, and nil where it throws: for those that try one form of a structure before another.
    @inlinable
    @inline(__always)
    public func peekWhole<T: FixedWidthInteger & BitwiseCopyable>(ahead: Int = 0, as type: T.Type = T.self) -> T? {
        guard ahead >= 0, remaining &- MemoryLayout<T>.size >= ahead else { return nil }
        return T(bigEndian: bytes.unsafeLoadUnaligned(fromUncheckedByteOffset: position &+ ahead, as: T.self))
    }

    /// A big-endian integer of `count` bytes (0…16), as fields of odd widths (MAC, IPv6) need it.
    @inlinable
    @_lifetime(self: copy self)
    public mutating func readInteger(byteCount count: Int) throws(WireError) -> UInt128 {
        switch count {
        case 1: return UInt128(truncatingIfNeeded: try read(as: UInt8.self))
        case 2: return UInt128(truncatingIfNeeded: try read(as: UInt16.self))
        case 4: return UInt128(truncatingIfNeeded: try read(as: UInt32.self))
        case 6:
            guard remaining >= 6 else { throw truncation(6) }
            let high = try read(as: UInt32.self)
            return UInt128(truncatingIfNeeded: UInt64(high) << 16 | UInt64(try read(as: UInt16.self)))
        case 8: return UInt128(truncatingIfNeeded: try read(as: UInt64.self))
        case 16: return try read(as: UInt128.self)
        default: return try readOddInteger(count)
        }
    }

    @usableFromInline
    @_lifetime(self: copy self)
    mutating func readOddInteger(_ count: Int) throws(WireError) -> UInt128 {
        guard count >= 0, count <= 16, remaining >= count else { throw truncation(count) }
        var value: UInt128 = 0
        for index in position..<(position &+ count) {
            value = value << 8 | UInt128(bytes.unsafeLoad(fromUncheckedByteOffset: index, as: UInt8.self))
        }
        position &+= count
        return value
    }

    @inlinable
    @inline(__always)
    @_lifetime(self: copy self)
    public mutating func skip(_ count: Int) throws(WireError) {
        guard count >= 0, remaining >= count else { throw truncation(count) }
        position &+= count
    }

    /// A reader over the next `count` bytes, which are consumed here.
    @inlinable
    @inline(__always)
    @_lifetime(self: copy self)
    @_lifetime(copy self)
    public mutating func slice(_ count: Int) throws(WireError) -> ByteReader {
        guard count >= 0, remaining >= count else { throw truncation(count) }
        let child = ByteReader(bytes.extracting(position..<position &+ count), base: offset)
        position &+= count
        return child
    }

    /// The next `count` bytes as an array of their own.
    @inlinable
    @_lifetime(self: copy self)
    public mutating func readBytes(_ count: Int) throws(WireError) -> [UInt8] {
        guard count >= 0, remaining >= count else { throw truncation(count) }
        let range = position..<position &+ count
        position &+= count
        return bytes.extracting(range).withUnsafeBytes { Array($0) }
    }

    /// The structure must have been consumed whole.
    @inlinable
    public func requireEnd() throws(WireError) {
        guard remaining == 0 else { throw WireError(.leftover(count: remaining), at: offset) }
    }
}

extension ByteReader {
    /// The error when `count` bytes are wanted. Out of line, so that what reads is small enough to be copied in.
    @usableFromInline
    @inline(never)
    func truncation(_ count: Int) -> WireError { WireError(.truncated(needed: count &- remaining), at: offset) }

    /// Reads `bytes` with `body`; the way in from arrays.
    @inlinable
    public static func read<Result>(
        _ bytes: [UInt8], _ body: (inout ByteReader) throws(WireError) -> Result
    ) throws(WireError) -> Result {
        var reader = ByteReader(bytes.span.bytes)
        return try body(&reader)
    }
}
