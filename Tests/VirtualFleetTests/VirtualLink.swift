import EventLoop
import NetworkTypes
import TLS
import TestSupport

@testable import Sessions

/// A connection between a host and the controller, with the time that bytes take and what may go wrong. Its near end is the
/// controller's: the transport of a session.
final class VirtualLink: SessionTransport {
    enum HostEvent {
        case received([UInt8])
        case lost
    }

    private let clock: VirtualClock
    private let limits: WriteLimits
    private var chance: SeededGenerator
    let peerAddress: String
    private var delegate: (any SessionTransportDelegate)?
    private var hostHears: ((HostEvent) -> Void)?

    private var isOpenHere = true
    private var isOpenAtHost = true
    /// Bytes vanish, in both directions, and so does the end: the peer lost its power, or a cable was pulled.
    private(set) var isSilent = false
    /// The host reads nothing; what was sent waits.
    private var isStalled = false
    private var stalled: [[UInt8]] = []
    private var readsAgainAt: MonotonicTime
    private var lastArrivalAtHost: MonotonicTime
    private var lastArrivalHere: MonotonicTime
    private(set) var queuedBytes = 0
    private var isAboveWatermark = false
    /// The most that ever waited to be sent.
    private(set) var mostQueuedBytes = 0

    init(
        _ clock: VirtualClock, from peerAddress: String, limits: WriteLimits, seed: UInt64,
        hostHears: @escaping (HostEvent) -> Void
    ) {
        self.clock = clock
        self.limits = limits
        self.peerAddress = peerAddress
        self.hostHears = hostHears
        chance = SeededGenerator(seed: seed)
        (readsAgainAt, lastArrivalAtHost, lastArrivalHere) = (clock.now, clock.now, clock.now)
    }

    var isOpen: Bool { isOpenHere && isOpenAtHost && !isSilent }
    /// Neither side has anything to do with it any more.
    var isOver: Bool { !isOpenHere && !isOpenAtHost }

    /// Lets go of both sides.
    func forget() {
        delegate = nil
        hostHears = nil
    }

    // MARK: The controller's end

    var now: MonotonicTime { clock.now }
    var peerIdentity: PeerIdentity? { nil }
    var isWritable: Bool { isOpenHere && !isAboveWatermark }

    func start(_ delegate: any SessionTransportDelegate) { self.delegate = delegate }

    func schedule(after delay: Duration, _ body: @escaping () -> Void) -> any SessionTimer { clock.after(delay, body) }

    func endUnlessAccepted(by context: TLSContext) {}

    func pauseReading(for pause: Duration) { readsAgainAt = max(readsAgainAt, now + pause) }

    func write(_ chunks: [[UInt8]]) {
        guard isOpenHere else { return }
        for chunk in chunks {
            queuedBytes += chunk.count
            travel(&lastArrivalAtHost) { [self] in arriveAtHost(chunk) }
        }
        mostQueuedBytes = max(mostQueuedBytes, queuedBytes)
        if queuedBytes > limits.hard {
            isOpenHere = false
            clock.after(.zero) { [self] in tellEnd("the write queue is full") }
        }
        if queuedBytes > limits.high { isAboveWatermark = true }
    }

    func close() {
        guard isOpenHere else { return }
        isOpenHere = false
        travel(&lastArrivalAtHost) { [self] in endAtHost() }
        clock.after(.zero) { [self] in tellEnd("closed by this side") }
    }

    private func tellEnd(_ reason: String) {
        let last = delegate
        delegate = nil
        last?.closed(reason: reason)
    }

    // MARK: The host's end

    func sendFromHost(_ bytes: [UInt8]) {
        guard isOpenAtHost else { return }
        // However they were sent, they may come in pieces.
        let isCut = bytes.count > 1 && Int.random(in: 0..<4, using: &chance) == 0
        let cut = isCut ? Int.random(in: 1..<bytes.count, using: &chance) : bytes.count
        for piece in [bytes[..<cut], bytes[cut...]] where !piece.isEmpty {
            travel(&lastArrivalHere) { [self] in arriveHere(Array(piece)) }
        }
    }

    func closeFromHost() {
        guard isOpenAtHost else { return }
        isOpenAtHost = false
        travel(&lastArrivalHere) { [self] in endHere("end of stream") }
    }

    // MARK: What goes wrong

    /// The connection breaks, and both sides notice soon; what was under way is lost.
    func cut() {
        let (here, there) = (latency(), latency())
        isSilent = true
        clock.after(here) { [self] in
            guard isOpenHere else { return }
            isOpenHere = false
            tellEnd("connection reset")
        }
        clock.after(there) { [self] in endAtHost(isForced: true) }
    }

    /// From now on neither side hears of the other. The host's end is given up after `patience`, as its own probes would
    /// have it; the controller has to find out by itself.
    func silence(patience: Duration) {
        isSilent = true
        clock.after(patience) { [self] in endAtHost(isForced: true) }
    }

    /// The host reads nothing for a while.
    func stall(_ duration: Duration) {
        isStalled = true
        clock.after(duration) { [self] in
            isStalled = false
            let waiting = stalled
            stalled = []
            for bytes in waiting { arriveAtHost(bytes) }
        }
    }

    // MARK: On the way

    private func latency() -> Duration { .microseconds(Int.random(in: 50...2000, using: &chance)) }

    /// Nothing overtakes what was sent before it.
    private func travel(_ lastArrival: inout MonotonicTime, _ arrival: @escaping () -> Void) {
        lastArrival = max(lastArrival, now + latency())
        clock.at(lastArrival, arrival)
    }

    private func arriveAtHost(_ bytes: [UInt8]) {
        guard isOpenAtHost, !isSilent else { return }
        if isStalled { return stalled.append(bytes) }
        queuedBytes -= bytes.count
        hostHears?(.received(bytes))
        guard isAboveWatermark, queuedBytes <= limits.low else { return }
        isAboveWatermark = false
        delegate?.becameWritable()
    }

    private func arriveHere(_ bytes: [UInt8]) {
        guard isOpenHere, !isSilent else { return }
        if readsAgainAt > now {
            clock.at(readsAgainAt) { [self] in arriveHere(bytes) }
            return
        }
        delegate?.received(bytes)
        delegate?.received(count: bytes.count)
    }

    private func endHere(_ reason: String) {
        guard isOpenHere, !isSilent else { return }
        isOpenHere = false
        tellEnd(reason)
    }

    private func endAtHost(isForced: Bool = false) {
        guard isOpenAtHost, isForced || !isSilent else { return }
        isOpenAtHost = false
        let last = hostHears
        hostHears = nil
        last?(.lost)
    }
}
