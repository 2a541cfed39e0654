/// xxHash64: a 64-bit hash that is the same on every machine and in every run. Not for secrets.
enum Digest {
    private static let prime1: UInt64 = 0x9e37_79b1_85eb_ca87
    private static let prime2: UInt64 = 0xc2b2_ae3d_27d4_eb4f
    private static let prime3: UInt64 = 0x1656_67b1_9e37_79f9
    private static let prime4: UInt64 = 0x85eb_ca77_c2b2_ae63
    private static let prime5: UInt64 = 0x27d4_eb2f_1656_67c5

    /// Of a message without its xid: the first four bytes of the header are the seed.
    static func message(_ bytes: UnsafeRawBufferPointer) -> UInt64 {
        let head = UInt32(bigEndian: bytes.loadUnaligned(as: UInt32.self))
        return xxh64(UnsafeRawBufferPointer(rebasing: bytes[8...]), seed: UInt64(head))
    }

    /// The sum of the hashes of messages that stand one behind the other in bytes that this library wrote.
    static func sum(ofMessages bytes: [UInt8]) -> UInt64 {
        bytes.withUnsafeBytes { bytes in
            var (sum, position): (UInt64, Int) = (0, 0)
            while position < bytes.count {
                let length = Int(bytes[position + 2]) << 8 | Int(bytes[position + 3])
                sum &+= message(UnsafeRawBufferPointer(rebasing: bytes[position..<position + length]))
                position += length
            }
            return sum
        }
    }

    static func xxh64(_ bytes: UnsafeRawBufferPointer, seed: UInt64) -> UInt64 {
        var offset = 0
        var hash: UInt64
        if bytes.count >= 32 {
            hash = stripes(bytes, seed: seed, offset: &offset)
        } else {
            hash = seed &+ prime5
        }
        hash = hash &+ UInt64(bytes.count)
        return tail(bytes, from: offset, hash)
    }

    /// Four lanes over blocks of 32 bytes.
    private static func stripes(_ bytes: UnsafeRawBufferPointer, seed: UInt64, offset: inout Int) -> UInt64 {
        var (a, b, c, d) = (seed &+ prime1 &+ prime2, seed &+ prime2, seed, seed &- prime1)
        while offset &+ 32 <= bytes.count {
            a = round(a, word(bytes, offset))
            b = round(b, word(bytes, offset &+ 8))
            c = round(c, word(bytes, offset &+ 16))
            d = round(d, word(bytes, offset &+ 24))
            offset &+= 32
        }
        var hash = rotate(a, 1) &+ rotate(b, 7) &+ rotate(c, 12) &+ rotate(d, 18)
        hash = merge(merge(merge(merge(hash, a), b), c), d)
        return hash
    }

    private static func tail(_ bytes: UnsafeRawBufferPointer, from start: Int, _ initial: UInt64) -> UInt64 {
        var hash = initial
        var offset = start
        while offset &+ 8 <= bytes.count {
            hash = rotate(hash ^ round(0, word(bytes, offset)), 27) &* prime1 &+ prime4
            offset &+= 8
        }
        if offset &+ 4 <= bytes.count {
            let half = UInt32(littleEndian: bytes.loadUnaligned(fromByteOffset: offset, as: UInt32.self))
            hash = rotate(hash ^ UInt64(half) &* prime1, 23) &* prime2 &+ prime3
            offset &+= 4
        }
        while offset < bytes.count {
            hash = rotate(hash ^ UInt64(bytes[offset]) &* prime5, 11) &* prime1
            offset &+= 1
        }
        hash = (hash ^ hash >> 33) &* prime2
        hash = (hash ^ hash >> 29) &* prime3
        return hash ^ hash >> 32
    }

    private static func word(_ bytes: UnsafeRawBufferPointer, _ offset: Int) -> UInt64 {
        UInt64(littleEndian: bytes.loadUnaligned(fromByteOffset: offset, as: UInt64.self))
    }

    private static func rotate(_ value: UInt64, _ count: UInt64) -> UInt64 { value << count | value >> (64 &- count) }

    private static func round(_ lane: UInt64, _ word: UInt64) -> UInt64 {
        rotate(lane &+ word &* prime2, 31) &* prime1
    }

    private static func merge(_ hash: UInt64, _ lane: UInt64) -> UInt64 {
        (hash ^ round(0, lane)) &* prime1 &+ prime4
    }
}
