import EventLoop
import NetworkTypes
import SimulatedHosts

/// A connection that a host wants to have: dialled, and dialled again whenever it is lost. On the loop thread only.
final class Line: ConnectionDelegate {
    enum Event {
        case opened
        case received([UInt8])
        /// It is dialled again after a pause.
        case lost
    }

    private let loop: EventLoop
    private let address: SocketAddress
    private let source: IPAddress?
    private var pause: RedialPause
    private var onEvent: ((Event) -> Void)?
    private var attempt: ConnectAttempt?
    private var connection: Connection?
    private var redial: LoopTimer?

    /// Dials at once.
    ///
    /// - Parameters:
    ///   - source: the address to dial from.
    ///   - maximumPause: the longest pause before a dial.
    ///   - onEvent: never called from within a method of the line.
    init(
        on loop: EventLoop, to address: SocketAddress, from source: IPAddress?, maximumPause: Duration,
        onEvent: @escaping (Event) -> Void
    ) {
        self.loop = loop
        self.address = address
        self.source = source
        self.onEvent = onEvent
        pause = RedialPause(maximum: maximumPause)
        dial()
    }

    var isOpen: Bool { connection?.isOpen ?? false }

    func setMaximumPause(_ maximum: Duration) { pause.maximum = maximum }

    func send(_ bytes: [UInt8]) { _ = connection?.write(bytes) }

    /// Breaks the connection off, as when a cable is pulled and the other side notices at once.
    func cut() { connection?.close() }

    /// Dials no more, and says no more.
    func end() {
        onEvent = nil
        redial?.cancel()
        attempt?.cancel()
        connection?.close()
    }

    private func dial() {
        guard onEvent != nil else { return }
        attempt = loop.connect(to: address, from: source, timeout: .seconds(5)) { [weak self] result in
            self?.dialled(result)
        }
    }

    private func dialled(_ result: Result<Connection, EventLoopError>) {
        attempt = nil
        switch result {
        case .success(let new):
            guard onEvent != nil else { return new.close() }
            pause.reset()
            connection = new
            new.start(delegate: self)
            onEvent?(.opened)
        case .failure: dialLater()
        }
    }

    private func dialLater() {
        guard onEvent != nil else { return }
        redial = loop.schedule(after: pause.next()) { [weak self] in self?.dial() }
    }

    func connection(_ connection: Connection, didRead bytes: [UInt8]) { onEvent?(.received(bytes)) }

    func connectionDidBecomeWritable(_ connection: Connection) {}

    func connectionDidClose(_ connection: Connection, reason: CloseReason) {
        self.connection = nil
        onEvent?(.lost)
        dialLater()
    }
}
