/// Hashes bytes, the same in every run.
enum ByteHash {
    private static let prime: UInt64 = 0x9e37_79b9_7f4a_7c15

    static func of(_ bytes: RawSpan) -> UInt32 {
        var hash = UInt64(bytes.byteCount) &* prime
        var offset = 0
        while offset &+ 8 <= bytes.byteCount {
            hash = mixed(hash, bytes.unsafeLoadUnaligned(fromUncheckedByteOffset: offset, as: UInt64.self))
            offset &+= 8
        }
        while offset < bytes.byteCount {
            hash = mixed(hash, UInt64(bytes.unsafeLoadUnaligned(fromUncheckedByteOffset: offset, as: UInt8.self)))
            offset &+= 1
        }
        return folded(hash)
    }

    /// With more that tells two things apart.
    @inline(__always)
    static func with(_ hash: UInt32, _ more: UInt32) -> UInt32 {
        folded(mixed(UInt64(hash) << 32 | UInt64(more), prime))
    }

    @inline(__always)
    private static func mixed(_ hash: UInt64, _ word: UInt64) -> UInt64 {
        let product = (hash ^ word).multipliedFullWidth(by: prime)
        return product.high ^ product.low &+ prime
    }

    @inline(__always)
    private static func folded(_ hash: UInt64) -> UInt32 { UInt32(truncatingIfNeeded: hash ^ hash >> 32) }
}

extension RawSpan {
    func hasSameBytes(as other: RawSpan) -> Bool {
        guard byteCount == other.byteCount else { return false }
        var offset = 0
        while offset &+ 8 <= byteCount {
            let left = unsafeLoadUnaligned(fromUncheckedByteOffset: offset, as: UInt64.self)
            let right = other.unsafeLoadUnaligned(fromUncheckedByteOffset: offset, as: UInt64.self)
            if left != right { return false }
            offset &+= 8
        }
        while offset < byteCount {
            let left = unsafeLoadUnaligned(fromUncheckedByteOffset: offset, as: UInt8.self)
            let right = other.unsafeLoadUnaligned(fromUncheckedByteOffset: offset, as: UInt8.self)
            if left != right { return false }
            offset &+= 1
        }
        return true
    }

    @inline(__always)
    func load<T: FixedWidthInteger & BitwiseCopyable>(_ offset: Int, as type: T.Type = T.self) -> T {
        T(bigEndian: unsafeLoadUnaligned(fromByteOffset: offset, as: T.self))
    }
}
