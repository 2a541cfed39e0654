import Glibc
import Synchronization

/// One accepted connection, from accept to close.
final class ClientConnection: Sendable {
    private enum Activity {
        /// Nothing whole has arrived since the connection began, or since its last answer.
        case receiving(since: ContinuousClock.Instant)
        /// The request is whole.
        case busy(Exchange)
        /// The descriptor may serve something else by now.
        case closed
    }

    let peer: HTTPPeer
    private let socket: Int32
    private let activity = Mutex(Activity.receiving(since: .now))

    init(socket: Int32) {
        self.socket = socket
        peer = HTTPPeer(socket: socket)
    }

    func requestArrived(_ exchange: Exchange) {
        activity.withLock { $0 = .busy(exchange) }
    }

    func requestEnded() {
        activity.withLock { activity in
            if case .closed = activity { return }
            activity = .receiving(since: .now)
        }
    }

    /// The library closes the descriptor after this.
    func closed() {
        activity.withLock { $0 = .closed }
    }

    /// The exchange whose request is whole and whose answer is not yet sent.
    var exchange: Exchange? {
        activity.withLock { activity in
            guard case .busy(let exchange) = activity else { return nil }
            return exchange
        }
    }

    /// Called by the watcher. Idle time-outs alone do not stop a client that sends one byte now and then.
    func check(now: ContinuousClock.Instant, limits: HTTPLimits) {
        let busy: Exchange? = activity.withLock { activity in
            switch activity {
            case .receiving(let since):
                // With the lock held the descriptor is still ours; the library notices the end and closes it.
                if now - since > limits.requestDeadline { shutDown(socket) }
                return nil
            case .busy(let exchange): return exchange
            case .closed: return nil
            }
        }
        busy?.check(now: now, socket: socket)
    }
}

/// Ends both directions; the library sees the end of the connection.
func shutDown(_ socket: Int32) {
    _ = shutdown(socket, Int32(SHUT_RDWR))
}

/// The other side closed the connection, or its sending half.
func isHungUp(_ socket: Int32) -> Bool {
    // POLLRDHUP is hidden behind _GNU_SOURCE.
    let readHangUp: Int16 = 0x2000
    var request = pollfd(fd: socket, events: readHangUp, revents: 0)
    return poll(&request, 1, 0) > 0
}
