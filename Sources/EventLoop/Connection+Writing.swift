import CUV
import TLS

extension Connection {
    /// The bytes that wait to be sent, without what the kernel has taken.
    public var queuedBytes: Int {
        loop.requireLoopThread()
        return queue.byteCount + unsealed.byteCount + bytesInFlight
    }

    /// Whether the queue is not above the high watermark, or has fallen to the low one since.
    public var isWritable: Bool { isOpen && !isAboveWatermark }

    /// Sends `bytes`, as `write` with one buffer.
    @discardableResult
    public func write(_ bytes: [UInt8]) -> Bool { write([bytes]) }

    /// Sends the buffers in their order, as far as the socket takes them at once, and queues the rest without copying.
    ///
    /// Returns whether the caller may go on: when false, `connectionDidBecomeWritable` follows once the queue has
    /// fallen to the low watermark, unless the connection has ended. A queue above the hard limit ends the connection
    /// with `.writeQueueFull`. On a connection that has ended nothing is sent.
    @discardableResult
    public func write(_ buffers: [[UInt8]]) -> Bool {
        loop.requireLoopThread()
        guard isOpen else { return false }
        send(buffers)
        if queuedBytes > limits.hard { close(.writeQueueFull) }
        if queuedBytes > limits.high { isAboveWatermark = true }
        return isWritable
    }

    /// Bytes on their way to the socket.
    private func send(_ buffers: [[UInt8]]) {
        for buffer in buffers {
            if tls == nil { queue.append(buffer) } else { unsealed.append(buffer) }
        }
        flush()
    }

    /// Gives the socket what it takes at once. If it does not take everything, a first piece of the rest is left with
    /// libuv, which calls back when the socket took it: the next time to flush.
    func flush() {
        guard bytesInFlight == 0 else { return }
        // One connection sends no more than this in one turn of the loop; the others have their turn then.
        var budget = 1 << 20
        while budget > 0, hasBytesForSocket() {
            let sent = queue.withNextBytes(scratch: loop.writeBuffer) { tryWrite($0) }
            if sent == Int(UV_EAGAIN.rawValue) { break }
            guard sent >= 0 else {
                return close(.failed(EventLoopError(status: Int32(sent), "writing to \(peerAddress)")))
            }
            queue.removeFirst(sent)
            budget -= sent
        }
        if queue.byteCount > 0 { leaveWithLibuv() }
    }

    /// Seals what TLS lets through, when nothing sealed waits.
    private func hasBytesForSocket() -> Bool {
        guard let tls, queue.byteCount == 0 else { return queue.byteCount > 0 }
        if tls.isOpen, unsealed.byteCount > 0 {
            let count = unsealed.withNextBytes(scratch: loop.writeBuffer) { bytes in
                let piece = UnsafeRawBufferPointer(rebasing: bytes.prefix(65_536))
                tls.seal(piece)
                return piece.count
            }
            unsealed.removeFirst(count)
        }
        queue.append(tls.takeOutput())
        return queue.byteCount > 0
    }

    /// Before the end: tells the peer of it as far as TLS has words and the socket takes them at once.
    func sayGoodbye() {
        guard let tls, bytesInFlight == 0, queue.byteCount == 0, !handle.isClosing else { return }
        tls.close()
        let farewell = tls.takeOutput()
        if !farewell.isEmpty { _ = farewell.withUnsafeBytes { tryWrite($0) } }
    }

    /// The bytes that the socket took, or a status below zero.
    private func tryWrite(_ bytes: UnsafeRawBufferPointer) -> Int {
        // libuv's type is not const, but writing only reads.
        let start = UnsafeMutableRawPointer(mutating: bytes.baseAddress)?.assumingMemoryBound(to: CChar.self)
        var buffer = uv_buf_init(start, UInt32(clamping: bytes.count))
        return Int(uv_try_write(handle.stream, &buffer, 1))
    }

    private func leaveWithLibuv() {
        let request = WriteRequest.allocate()
        let count = queue.copyNextBytes(to: request.bytes)
        queue.removeFirst(count)
        bytesInFlight = count
        var buffer = uv_buf_init(request.bytes.bindMemory(to: CChar.self).baseAddress, UInt32(count))
        let status = uv_write(request.pointer, handle.stream, &buffer, 1) { finished, status in
            guard let finished else { return }
            let connection = UVHandle.owner(of: finished.pointee.handle, as: Connection.self)
            WriteRequest(pointer: finished).deallocate()
            connection?.didWrite(status)
        }
        guard status < 0 else { return }
        request.deallocate()
        close(.failed(EventLoopError(status: status, "writing to \(peerAddress)")))
    }

    private func didWrite(_ status: Int32) {
        bytesInFlight = 0
        guard isOpen else { return }
        guard status == 0 else { return close(.failed(EventLoopError(status: status, "writing to \(peerAddress)"))) }
        flush()
        guard isOpen, isAboveWatermark, queuedBytes <= limits.low else { return }
        isAboveWatermark = false
        didBecomeWritable()
    }
}

/// A write that libuv holds: its request and, behind it in the same memory, the bytes.
private struct WriteRequest {
    let pointer: UnsafeMutablePointer<uv_write_t>

    private static let capacity = 16_384
    private static let header = (MemoryLayout<uv_write_t>.size + 15) / 16 * 16

    static func allocate() -> WriteRequest {
        let memory = UnsafeMutableRawPointer.allocate(byteCount: header + capacity, alignment: 16)
        return WriteRequest(pointer: memory.bindMemory(to: uv_write_t.self, capacity: 1))
    }

    var bytes: UnsafeMutableRawBufferPointer {
        UnsafeMutableRawBufferPointer(start: UnsafeMutableRawPointer(pointer) + Self.header, count: Self.capacity)
    }

    func deallocate() { UnsafeMutableRawPointer(pointer).deallocate() }
}
