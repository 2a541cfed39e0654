/// The bytes of a stream that wait for the client, with a bound.
struct StreamQueue {
    private(set) var isFinished = false
    /// The client did not keep up, or is gone: what waits is worth nothing.
    private(set) var isBroken = false
    private var pieces: [[UInt8]] = []
    /// Where the first piece is read up to.
    private var position = 0
    private var byteCount = 0
    private let maximumBytes: Int

    init(maximumBytes: Int) {
        self.maximumBytes = maximumBytes
    }

    var isEmpty: Bool { byteCount == 0 }

    /// Queues bytes; false when the stream has ended, which too many bytes do.
    mutating func append(_ bytes: [UInt8]) -> Bool {
        guard !isFinished, !isBroken else { return false }
        guard byteCount + bytes.count <= maximumBytes else {
            breakOff()
            return false
        }
        guard !bytes.isEmpty else { return true }
        pieces.append(bytes)
        byteCount += bytes.count
        return true
    }

    mutating func finish() { isFinished = true }

    mutating func breakOff() {
        isBroken = true
        (pieces, position, byteCount) = ([], 0, 0)
    }

    /// Moves as many bytes as fit into `buffer` and says how many.
    mutating func take(into buffer: UnsafeMutableRawBufferPointer) -> Int {
        var filled = 0
        var used = 0
        while used < pieces.count, filled < buffer.count {
            let count = min(pieces[used].count - position, buffer.count - filled)
            let target = UnsafeMutableRawBufferPointer(rebasing: buffer[filled..<filled + count])
            pieces[used].withUnsafeBytes {
                target.copyMemory(from: UnsafeRawBufferPointer(rebasing: $0[position..<position + count]))
            }
            filled += count
            position += count
            if position == pieces[used].count { (used, position) = (used + 1, 0) }
        }
        pieces.removeFirst(used)
        byteCount -= filled
        return filled
    }
}
