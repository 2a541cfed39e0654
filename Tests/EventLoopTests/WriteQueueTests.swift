import Testing

@testable import EventLoop

@Suite struct WriteQueueTests {
    @Test("Whatever is taken at a time, the bytes leave in order and none is lost", arguments: [1, 3, 7, 64, 1000])
    func order(step: Int) {
        let scratch = UnsafeMutableRawBufferPointer.allocate(byteCount: 64, alignment: 16)
        defer { scratch.deallocate() }
        var queue = WriteQueue()
        var expected: [UInt8] = []
        // Sizes on both sides of what is shown in place (16 bytes here) and of the scratch space.
        for (index, size) in [5, 0, 16, 1, 200, 15, 64, 3, 3, 3, 63].enumerated() {
            let buffer = (0..<size).map { UInt8(truncatingIfNeeded: index * 31 + $0) }
            queue.append(buffer)
            expected += buffer
        }
        var sent: [UInt8] = []
        while queue.byteCount > 0 {
            let shown = queue.withNextBytes(scratch: scratch) { Array($0.prefix(step)) }
            #expect(!shown.isEmpty)
            queue.removeFirst(shown.count)
            sent += shown
        }
        #expect(sent == expected)
    }

    @Test("A large array is shown in place")
    func inPlace() {
        let scratch = UnsafeMutableRawBufferPointer.allocate(byteCount: 64, alignment: 16)
        defer { scratch.deallocate() }
        let large = [UInt8](repeating: 1, count: 1000)
        var queue = WriteQueue()
        queue.append(large)
        let shown = queue.withNextBytes(scratch: scratch) { $0.baseAddress }
        let original = large.withUnsafeBytes { $0.baseAddress }
        #expect(shown == original)
    }

    @Test("A queue that never runs empty lets go of what it has sent")
    func longLived() {
        var queue = WriteQueue()
        queue.append([0, 0])
        for index in 0..<10_000 {
            queue.append([UInt8(truncatingIfNeeded: index), 1])
            queue.removeFirst(2)
        }
        #expect(queue.byteCount == 2)
        #expect(queue.bufferCount < 200)
        queue.removeAll()
        #expect(queue.byteCount == 0 && queue.bufferCount == 0)
    }
}
