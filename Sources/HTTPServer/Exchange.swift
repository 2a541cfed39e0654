import CMicroHTTPD
import Synchronization

/// One whole request and its answer: where the library's thread and whoever answers meet.
///
/// While nobody has anything to say the library's connection is suspended. It is suspended and resumed only with the
/// lock held, so it is never resumed twice, nor after the library let go of it.
final class Exchange: Sendable {
    enum Phase {
        /// The handler has the request.
        case awaiting
        /// The library's thread has an answer to queue.
        case answered(Answer)
        /// The library's thread has a stream to queue.
        case opening(status: Int, headers: [String: String])
        /// The library sends.
        case sending
        /// The library let go of the request.
        case ended
    }

    struct State: @unchecked Sendable {
        // Unchecked for the pointer: it is used with the lock held and before the library ended the request.
        let connection: OpaquePointer
        var phase = Phase.awaiting
        var isSuspended = false
        /// When the present phase began.
        var since = ContinuousClock.now
        /// There is one from the beginning of a stream to the end of the request.
        var stream: StreamQueue?
        var closeHandlers: [@Sendable () -> Void] = []
    }

    let state: Mutex<State>
    let server: ServerState

    init(_ connection: OpaquePointer, server: ServerState) {
        state = Mutex(State(connection: connection))
        self.server = server
    }

    /// Gives the answer to the library's thread; nowhere when the request has ended or was answered.
    func answer(_ answer: Answer) {
        state.withLock { state in
            guard case .awaiting = state.phase else { return }
            state.enter(.answered(answer))
            state.resume()
        }
    }

    /// Called by the library's thread when the request is whole: asks the handler, then queues its answer or waits.
    func handle(_ request: HTTPRequest) -> MHD_Result {
        server.handler(request, HTTPResponder(self))
        return proceed()
    }

    /// Called by the library's thread: queues what there is to send, or suspends the connection until there is.
    func proceed() -> MHD_Result {
        state.withLock { state in
            if case .awaiting = state.phase, server.isStopping {
                state.enter(.answered(.plain(503, "the server stops", closesConnection: true)))
            }
            switch state.phase {
            case .sending, .ended: return .NO
            case .awaiting:
                state.suspend()
                return .YES
            case .answered(let answer):
                state.enter(.sending)
                return answer.queue(on: state.connection) ? .YES : .NO
            case .opening(let status, let headers):
                state.enter(.sending)
                return queueStream(on: state.connection, status: status, headers: headers)
            }
        }
    }

    /// Called by the library's thread when it lets go of the request, sent or not.
    func end() {
        let (hadStream, handlers) = state.withLock { state in
            precondition(!state.isSuspended, "A suspended connection cannot end")
            defer { (state.stream, state.closeHandlers) = (nil, []) }
            state.enter(.ended)
            return (state.stream != nil, state.closeHandlers)
        }
        if hadStream { server.streamEnded() }
        for handler in handlers { handler() }
    }

    /// Called by the watcher: ends what takes too long and streams whose client is gone.
    func check(now: ContinuousClock.Instant, socket: Int32) {
        state.withLock { state in
            switch state.phase {
            case .awaiting where now - state.since > server.limits.answerDeadline:
                state.enter(.answered(.plain(504, "the answer took too long")))
                state.resume()
            case .sending where state.isSuspended && state.stream != nil:
                // Nobody reads from a suspended connection, so nobody else sees that the client left.
                guard isHungUp(socket) else { return }
                state.stream?.breakOff()
                state.resume()
            case .sending where state.stream == nil && now - state.since > server.limits.sendDeadline:
                shutDown(socket)
            default: break
            }
        }
    }

    /// Called once when the server stops: nothing may stay suspended.
    func stop() {
        state.withLock { state in
            if case .awaiting = state.phase {
                state.enter(.answered(.plain(503, "the server stops", closesConnection: true)))
            }
            state.stream?.finish()
            state.resume()
        }
    }
}

extension Exchange.State {
    mutating func enter(_ phase: Exchange.Phase) {
        self.phase = phase
        since = .now
    }

    mutating func suspend() {
        MHD_suspend_connection(connection)
        isSuspended = true
    }

    mutating func resume() {
        guard isSuspended else { return }
        isSuspended = false
        MHD_resume_connection(connection)
    }
}
