/// Bytes that wait to be sent: whole arrays, shared with whoever else sends them, the first one partly sent perhaps.
struct WriteQueue {
    private var buffers: [[UInt8]] = []
    /// The first array that is not sent yet; those before it are empty.
    private var head = 0
    /// How much of that array is sent.
    private var offset = 0
    private(set) var byteCount = 0
    /// How many arrays it holds, the sent ones before `head` included.
    var bufferCount: Int { buffers.count }

    mutating func append(_ buffer: [UInt8]) {
        guard !buffer.isEmpty else { return }
        buffers.append(buffer)
        byteCount += buffer.count
    }

    mutating func removeAll() { self = WriteQueue() }

    /// Calls `body` with the next bytes to send and returns what it answers; the queue must not be empty.
    ///
    /// A large array is shown in place, without copying. Small ones are put together in `scratch`, since a copy of
    /// them costs less than a system call each.
    func withNextBytes<R>(
        scratch: UnsafeMutableRawBufferPointer, _ body: (UnsafeRawBufferPointer) -> R
    ) -> R {
        precondition(byteCount > 0, "an empty write queue has no next bytes")
        if buffers[head].count - offset >= scratch.count / 4 {
            return buffers[head].withUnsafeBytes { body(UnsafeRawBufferPointer(rebasing: $0[offset...])) }
        }
        return body(UnsafeRawBufferPointer(rebasing: scratch[..<copyNextBytes(to: scratch)]))
    }

    /// Copies as many of the next bytes as there are and fit, and returns their number; the queue keeps them.
    func copyNextBytes(to target: UnsafeMutableRawBufferPointer) -> Int {
        var filled = 0
        var index = head
        var start = offset
        while index < buffers.count, filled < target.count {
            let count = min(buffers[index].count - start, target.count - filled)
            buffers[index].withUnsafeBytes {
                UnsafeMutableRawBufferPointer(rebasing: target[filled..<filled + count])
                    .copyMemory(from: UnsafeRawBufferPointer(rebasing: $0[start..<start + count]))
            }
            filled += count
            index += 1
            start = 0
        }
        return filled
    }

    /// Drops the first `count` bytes, which are sent, and lets go of the arrays that they complete.
    mutating func removeFirst(_ count: Int) {
        precondition(count <= byteCount, "no more is sent than was queued")
        byteCount -= count
        var rest = count
        while rest > 0 {
            let here = min(rest, buffers[head].count - offset)
            rest -= here
            offset += here
            guard offset == buffers[head].count else { break }
            buffers[head] = []
            head += 1
            offset = 0
        }
        // Moving the remainder to the front only when at least half is gone keeps the cost of a byte constant.
        if head == buffers.count || head >= 64 && head * 2 >= buffers.count {
            buffers.removeSubrange(..<head)
            head = 0
        }
    }
}
