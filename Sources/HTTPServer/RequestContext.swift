import CMicroHTTPD

/// A request while it arrives, and its exchange afterwards. Only the library's thread touches it.
final class RequestContext {
    private let server: ServerState
    private let connection: ClientConnection
    private var head: RequestHead?
    private var body: [UInt8] = []
    /// What is answered instead of asking the handler.
    private var refusal: Answer?
    private var discardedBytes = 0
    private var exchange: Exchange?

    init(server: ServerState, connection: ClientConnection) {
        self.server = server
        self.connection = connection
    }

    /// The headers are here. What is refused now is answered before its body is read.
    func begin(
        _ connection: OpaquePointer, method: UnsafePointer<CChar>, path: UnsafePointer<CChar>
    ) -> MHD_Result {
        head = RequestHead(connection, method: method, path: path)
        guard let head else {
            return refuse(connection, .plain(400, "the request's target is malformed", closesConnection: true))
        }
        if head.isFramingAmbiguous {
            return refuse(connection, .plain(400, "the body's length is ambiguous", closesConnection: true))
        }
        if server.isStopping {
            return refuse(connection, .plain(503, "the server stops", closesConnection: true))
        }
        if let length = head.contentLength, length > UInt64(server.limits.bodyBytes) {
            return refuse(connection, tooLarge)
        }
        return .YES
    }

    /// Some of the body is here. The library takes no answer before the body's end, so the rest of a refused one is
    /// read and thrown away, within bounds.
    func receive(_ bytes: UnsafeRawBufferPointer) -> MHD_Result {
        if refusal == nil {
            if body.count + bytes.count > server.limits.bodyBytes {
                refusal = tooLarge
            } else if !server.takeBodyBytes(bytes.count) {
                refusal = .plain(503, "too many requests have large bodies", closesConnection: true)
            } else {
                body.append(contentsOf: bytes)
                return .YES
            }
            dropBody()
        }
        discardedBytes += bytes.count
        return discardedBytes <= server.limits.bodyBytes ? .YES : .NO
    }

    /// The request is whole, or its connection was resumed.
    func proceed(_ connection: OpaquePointer) -> MHD_Result {
        if let exchange { return exchange.proceed() }
        if let refusal { return refusal.queue(on: connection) ? .YES : .NO }
        guard let head else { return .NO }
        let request = HTTPRequest(
            method: head.method, path: head.path, query: head.query, headers: head.headers, body: body,
            peer: self.connection.peer)
        let exchange = Exchange(connection, server: server)
        self.exchange = exchange
        self.connection.requestArrived(exchange)
        return exchange.handle(request)
    }

    /// The library lets go of the request.
    func end() {
        dropBody()
        connection.requestEnded()
        exchange?.end()
    }

    private var tooLarge: Answer {
        .plain(413, "the body is larger than \(server.limits.bodyBytes) bytes", closesConnection: true)
    }

    private func refuse(_ connection: OpaquePointer, _ answer: Answer) -> MHD_Result {
        refusal = answer
        return answer.queue(on: connection) ? .YES : .NO
    }

    private func dropBody() {
        server.returnBodyBytes(body.count)
        body = []
    }
}
