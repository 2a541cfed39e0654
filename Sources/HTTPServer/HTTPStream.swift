/// An answer that is sent piece by piece, for server-sent events. Finished when it is let go.
public final class HTTPStream: Sendable {
    private let exchange: Exchange

    init(_ exchange: Exchange) {
        self.exchange = exchange
    }

    deinit { exchange.finishStream() }

    /// Queues bytes for the client; false when the stream is closed, so that nothing more need be made for it.
    ///
    /// A client that leaves more than `HTTPLimits.streamQueueBytes` unread is cut off: it can resume where it was,
    /// and nobody waits for it.
    @discardableResult
    public func send(_ bytes: [UInt8]) -> Bool {
        exchange.send(bytes)
    }

    /// Ends the answer after what is queued. Idempotent.
    public func finish() {
        exchange.finishStream()
    }

    /// Calls `handler` once when the stream has ended for whatever reason; at once when it has ended already. It runs
    /// on the server's threads and must be brief.
    public func onClose(_ handler: @escaping @Sendable () -> Void) {
        exchange.onStreamClose(handler)
    }
}
