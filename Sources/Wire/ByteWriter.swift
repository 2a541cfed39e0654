/// An append-only, big-endian writer.
///
/// Lengths are patched: note the start, write a placeholder and the body, then `patch`. Whoever writes something that is
/// longer than its length can say notes that by `noteOverflow`, writes on, and the one who began the message looks at
/// `overflow` when it is done: so the inner writers need not throw, and nothing of it is paid for where all fits.
///
/// The room behind what was written grows in doublings and is stored into directly: a write of an integer costs a
/// comparison and a store.
public struct ByteWriter: Sendable {
    /// What was written, and room behind it with bytes of no meaning.
    @usableFromInline var storage: [UInt8] = []
    @usableFromInline var position = 0
    /// The first thing that was longer than its length can say; the bytes are then of no use.
    public private(set) var overflow: LengthOverflow?

    public init(reservingCapacity capacity: Int = 0) {
        if capacity > 0 { storage = [UInt8](repeating: 0, count: capacity) }
    }

    /// Bytes written so far.
    @inlinable
    public var count: Int { position }

    /// What was written so far.
    public var bytes: [UInt8] { Array(storage[..<position]) }

    @inlinable
    public mutating func write<T: FixedWidthInteger & BitwiseCopyable>(_ value: T) {
        let start = makeRoom(MemoryLayout<T>.size)
        storage.withUnsafeMutableBytes { $0.storeBytes(of: value.bigEndian, toByteOffset: start, as: T.self) }
    }

    /// Several words one behind the other, for the price of one write.
    @inlinable
    @inline(__always)
    public mutating func write<let count: Int>(words: [count of UInt64]) {
        let start = makeRoom(8 &* count)
        storage.withUnsafeMutableBytes {
            for index in 0..<count {
                $0.storeBytes(of: words[index].bigEndian, toByteOffset: start &+ 8 &* index, as: UInt64.self)
            }
        }
    }

    /// Four bytes and behind them the low `byteCount` bytes (0…8) of `value`, for the price of one write.
    @inlinable
    @inline(__always)
    public mutating func write(head: UInt32, low value: UInt64, byteCount: Int) {
        precondition(byteCount >= 0 && byteCount <= 8, "a word has eight bytes")
        // A whole word is stored; what is written next covers the rest of it.
        let start = makeRoom(12)
        storage.withUnsafeMutableBytes {
            $0.storeBytes(of: head.bigEndian, toByteOffset: start, as: UInt32.self)
            let word = value << UInt64(truncatingIfNeeded: 64 &- 8 &* byteCount)
            $0.storeBytes(of: word.bigEndian, toByteOffset: start &+ 4, as: UInt64.self)
        }
        position = start &+ 4 &+ byteCount
    }

    /// The low `byteCount` bytes (0…16) of `value`, big-endian.
    @inlinable
    public mutating func write(_ value: UInt128, byteCount: Int) {
        precondition(byteCount >= 0 && byteCount <= 16, "a field has at most 16 bytes")
        withUnsafeBytes(of: value.bigEndian) { write(raw: UnsafeRawBufferPointer(rebasing: $0.suffix(byteCount))) }
    }

    @inlinable
    public mutating func write(bytes: some Sequence<UInt8>) {
        let isWritten: Void? = bytes.withContiguousStorageIfAvailable { write(raw: UnsafeRawBufferPointer($0)) }
        if isWritten == nil { for byte in bytes { write(byte) } }
    }

    /// Writes `count` (0…) zeros.
    @inlinable
    public mutating func writeZeros(_ count: Int) {
        precondition(count >= 0, "there are no fewer zeros than none")
        var rest = count
        while rest > 0 {
            write(UInt64(0))
            rest &-= 8
        }
        // Of the last word only the part that was asked for counts.
        position &+= rest
    }

    /// Pads with zeros until the bytes since `start` are a multiple of `alignment`.
    @inlinable
    @inline(__always)
    public mutating func pad(to alignment: Int = 8, from start: Int = 0) {
        let rest = (count &- start) % alignment
        if rest != 0 { writeZeros(alignment &- rest) }
    }

    /// Overwrites the integer at `offset`; used for lengths once the body is known.
    @inlinable
    public mutating func patch<T: FixedWidthInteger & BitwiseCopyable>(_ value: T, at offset: Int) {
        precondition(
            offset >= 0 && offset &+ MemoryLayout<T>.size <= count, "a patch lies inside what was written")
        storage.withUnsafeMutableBytes { $0.storeBytes(of: value.bigEndian, toByteOffset: offset, as: T.self) }
    }

    /// Notes that `subject` has `found` bytes where its length can say `limit`. What was noted first stays.
    public mutating func noteOverflow(of subject: String, found: Int, limit: Int) {
        if overflow == nil { overflow = LengthOverflow(of: subject, found: found, limit: limit) }
    }

    /// Takes back what was written from `start` on, and the overflow with it. Traps when less was written.
    public mutating func takeBack(to start: Int) {
        precondition(start >= 0 && start <= position, "only what was written is taken back")
        position = start
        overflow = nil
    }

    /// Moves what was written last, from `middle` on, before what was written from `start` on. Traps when it is more than a field or
    /// so: what is moved through has a place of its own for a moment.
    public mutating func moveEnd(from middle: Int, before start: Int) {
        let count = position &- middle
        precondition(0 <= start && start <= middle && count >= 0 && count <= 64, "a piece of what was written moves")
        storage.withUnsafeMutableBytes { bytes in
            withUnsafeTemporaryAllocation(byteCount: 64, alignment: 8) { piece in
                guard let base = bytes.baseAddress, let kept = piece.baseAddress else { return }
                kept.copyMemory(from: base + middle, byteCount: count)
                (base + start + count).copyMemory(from: base + start, byteCount: middle &- start)
                (base + start).copyMemory(from: kept, byteCount: count)
            }
        }
    }

    /// Starts again empty; the room stays.
    public mutating func removeAll() { takeBack(to: 0) }

    /// Makes room for `capacity` bytes in all, so that writing them moves none.
    public mutating func reserve(_ capacity: Int) {
        if storage.count < capacity { grow(capacity &- storage.count) }
    }

    /// Hands the bytes over, with little spare room behind them, and starts again empty. Many bytes are moved where their
    /// room is nearly full, and else copied; room for more than a small message is not kept.
    public mutating func take() -> [UInt8] {
        let length = position
        let spare = storage.count &- length
        takeBack(to: 0)
        guard storage.count > Self.keptRoom else { return Array(storage[..<length]) }
        var taken = storage
        storage = []
        guard spare <= length / Self.tolerableSpare else { return Array(taken[..<length]) }
        taken.removeLast(spare)
        return taken
    }

    /// What was written, with the room behind it: for what does not live long.
    public consuming func finish() -> ArraySlice<UInt8> { storage[..<position] }

    /// What is handed over may have spare room of one part in so many.
    private static let tolerableSpare = 8
    /// Bytes of room that stay for what is written next. There may be a writer for each of thousands of connections.
    private static let keptRoom = 4 << 10
}

extension ByteWriter {
    /// Counts `size` more bytes as written and answers where they begin; the caller stores them.
    @inlinable
    @inline(__always)
    mutating func makeRoom(_ size: Int) -> Int {
        let start = position
        if storage.count &- start < size { grow(size) }
        position = start &+ size
        return start
    }

    @usableFromInline
    mutating func grow(_ size: Int) {
        storage.append(contentsOf: repeatElement(0, count: max(size, storage.count, 64)))
    }

    @inlinable
    mutating func write(raw source: UnsafeRawBufferPointer) {
        guard !source.isEmpty else { return }
        let start = makeRoom(source.count)
        storage.withUnsafeMutableBytes { target in
            UnsafeMutableRawBufferPointer(rebasing: target[start..<start &+ source.count]).copyMemory(from: source)
        }
    }
}
