import Synchronization

/// Answers one request, exactly once, from any thread, now or later.
///
/// A responder that is let go without an answer answers 500. An answer to a client that is gone, or after the deadline,
/// goes nowhere.
public final class HTTPResponder: Sendable {
    private let exchange: Exchange
    private let isUsed = Atomic(false)

    init(_ exchange: Exchange) {
        self.exchange = exchange
    }

    deinit {
        guard !isUsed.load(ordering: .acquiring) else { return }
        exchange.answer(.plain(500, "the request was not answered"))
    }

    /// Answers with a whole body. `Content-Length` and `Date` are added; `headers` must not hold them;
    /// empty values are left out.
    public func respond(_ status: Int, headers: [String: String] = [:], body: [UInt8] = []) {
        use()
        exchange.answer(Answer(status: status, headers: headers, body: body))
    }

    /// Begins an answer of unknown length. The stream is closed already when there are too many, the server stops or
    /// the client is gone.
    public func stream(_ status: Int, headers: [String: String] = [:]) -> HTTPStream {
        use()
        exchange.beginStream(status: status, headers: headers)
        return HTTPStream(exchange)
    }

    private func use() {
        let wasUsed = isUsed.exchange(true, ordering: .acquiringAndReleasing)
        precondition(!wasUsed, "A request is answered exactly once")
    }
}
