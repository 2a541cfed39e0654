/// An append-only, big-endian writer.
///
/// Lengths are patched: note the start, write a placeholder and the body, then `patch`. A length that does not fit its
/// field is a programmer error and traps, as the caller chose what to write.
public struct ByteWriter: Sendable {
    @usableFromInline var storage: [UInt8] = []

    @inlinable
    public init(reservingCapacity capacity: Int = 0) {
        if capacity > 0 { storage.reserveCapacity(capacity) }
    }

    /// What was written so far.
    @inlinable
    public var bytes: [UInt8] { storage }

    @inlinable
    public var count: Int { storage.count }

    @inlinable
    public mutating func write<T: FixedWidthInteger>(_ value: T) {
        withUnsafeBytes(of: value.bigEndian) { storage.append(contentsOf: $0) }
    }

    /// The low `count` bytes (0…16) of `value`, big-endian.
    @inlinable
    public mutating func write(_ value: UInt128, byteCount count: Int) {
        precondition(count >= 0 && count <= 16, "a field has at most 16 bytes")
        withUnsafeBytes(of: value.bigEndian) { storage.append(contentsOf: $0.suffix(count)) }
    }

    @inlinable
    public mutating func write(bytes: some Sequence<UInt8>) { storage.append(contentsOf: bytes) }

    @inlinable
    public mutating func writeZeros(_ count: Int) {
        var rest = count
        while rest >= 8 {
            write(UInt64(0))
            rest &-= 8
        }
        if rest > 0 { write(UInt128(0), byteCount: rest) }
    }

    /// Pads with zeros until the bytes since `start` are a multiple of `alignment`.
    @inlinable
    public mutating func pad(to alignment: Int = 8, from start: Int = 0) {
        let rest = (storage.count &- start) % alignment
        if rest != 0 { writeZeros(alignment &- rest) }
    }

    /// Overwrites the integer at `offset`; used for lengths once the body is known.
    @inlinable
    public mutating func patch<T: FixedWidthInteger & BitwiseCopyable>(_ value: T, at offset: Int) {
        precondition(
            offset >= 0 && offset &+ MemoryLayout<T>.size <= storage.count, "a patch lies inside what was written")
        storage.withUnsafeMutableBytes { target in
            target.baseAddress?.storeBytes(of: value.bigEndian, toByteOffset: offset, as: T.self)
        }
    }

    /// Patches the count of bytes since `start` as a 16-bit length at `lengthOffset`.
    @inlinable
    public mutating func patchLength16(at lengthOffset: Int, from start: Int) {
        let length = storage.count &- start
        precondition(length <= Int(UInt16.max), "a structure of \(length) bytes does not fit a 16-bit length")
        patch(UInt16(truncatingIfNeeded: length), at: lengthOffset)
    }

    @inlinable
    public mutating func removeAll(keepingCapacity: Bool = true) { storage.removeAll(keepingCapacity: keepingCapacity) }

    /// Hands the bytes over and starts again empty.
    @inlinable
    public mutating func take() -> [UInt8] {
        let result = storage
        storage = []
        return result
    }
}
