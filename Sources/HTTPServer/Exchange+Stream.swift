import CMicroHTTPD
import Synchronization

/// The streaming side of an exchange.
extension Exchange {
    /// Begins a stream, unless the request has ended or there are too many streams.
    func beginStream(status: Int, headers: [String: String]) {
        state.withLock { state in
            guard case .awaiting = state.phase else { return }
            if server.beginStream() {
                state.stream = StreamQueue(maximumBytes: server.limits.streamQueueBytes)
                state.enter(.opening(status: status, headers: headers))
            } else {
                state.enter(.answered(.plain(503, "there are too many streams")))
            }
            state.resume()
        }
    }

    func send(_ bytes: [UInt8]) -> Bool {
        state.withLock { state in
            guard state.stream != nil else { return false }
            let isOpen = state.stream?.append(bytes) ?? false
            // Also when it broke off: the reader must come and say so.
            if case .sending = state.phase { state.resume() }
            return isOpen
        }
    }

    func finishStream() {
        state.withLock { state in
            state.stream?.finish()
            if case .sending = state.phase { state.resume() }
        }
    }

    func onStreamClose(_ handler: @escaping @Sendable () -> Void) {
        let isClosed = state.withLock { state in
            guard state.stream != nil else { return true }
            state.closeHandlers.append(handler)
            return false
        }
        if isClosed { handler() }
    }

    /// Called by the library's thread with the lock held. The response owns a reference to the exchange.
    func queueStream(on connection: OpaquePointer, status: Int, headers: [String: String]) -> MHD_Result {
        let reference = Unmanaged.passRetained(self).toOpaque()
        let blockBytes = min(16 << 10, server.limits.headerBytes / 2)
        guard
            let response = MHD_create_response_from_callback(
                UInt64.max, blockBytes, readFromStream, reference, releaseStream)
        else {
            releaseStream(reference)
            return .NO
        }
        defer { MHD_destroy_response(response) }
        guard addHeaders(headers, to: response) else {
            return Answer.plain(500, "the answer has a malformed header").queue(on: connection) ? .YES : .NO
        }
        return MHD_queue_response(connection, UInt32(clamping: status), response)
    }

    /// Called by the library's thread when the client can take more.
    func readStream(into buffer: UnsafeMutableRawBufferPointer) -> Int {
        state.withLock { state in
            if server.isStopping { state.stream?.finish() }
            guard let isBroken = state.stream?.isBroken, !isBroken else { return endWithError }
            let count = state.stream?.take(into: buffer) ?? 0
            if count > 0 { return count }
            if state.stream?.isFinished == true { return endOfStream }
            state.suspend()
            return 0
        }
    }
}

/// Casts in C, which Swift does not import: MHD_CONTENT_READER_END_OF_STREAM and …_END_WITH_ERROR.
private let endOfStream = -1
private let endWithError = -2

private func readFromStream(
    _ context: UnsafeMutableRawPointer?, _: UInt64, _ buffer: UnsafeMutablePointer<CChar>?, _ count: Int
) -> Int {
    guard let context else { return endWithError }
    let exchange = Unmanaged<Exchange>.fromOpaque(context).takeUnretainedValue()
    return exchange.readStream(into: UnsafeMutableRawBufferPointer(start: buffer, count: count))
}

private func releaseStream(_ context: UnsafeMutableRawPointer?) {
    guard let context else { return }
    Unmanaged<Exchange>.fromOpaque(context).release()
}
