import Controller
import Dispatch
import HTTPServer
import Northbound
import Synchronization

/// Feeds the streams of those who watch lists, a few times a second and only while somebody does.
final class WatchService: Sendable {
    private struct Stream {
        var watch: Watch
        let stream: HTTPStream
        var quietTurns = 0
    }

    private static let interval = 0.2
    /// Turns without an event after which a comment shows that the stream is alive: 15 s.
    private static let turnsUntilKeepAlive = 75

    private let core: CoreThread
    private let streams = Mutex<[Stream]>([])
    private let queue = DispatchQueue(label: "weft-watch")
    private let isStopped = Mutex(false)

    init(core: CoreThread) {
        self.core = core
    }

    func start() {
        queue.asyncAfter(deadline: .now() + Self.interval) { [self] in
            guard !isStopped.withLock({ $0 }) else { return }
            turn()
            start()
        }
    }

    func stop() {
        isStopped.withLock { $0 = true }
        let all = streams.withLock { streams in
            defer { streams = [] }
            return streams
        }
        for stream in all { stream.stream.finish() }
    }

    func add(_ watch: Watch, _ stream: HTTPStream) {
        streams.withLock { $0.append(Stream(watch: watch, stream: stream)) }
    }

    private func turn() {
        guard streams.withLock({ !$0.isEmpty }) else { return }
        core.ask(.snapshot) { [self] response in
            guard case .snapshot(let snapshot) = response else { return }
            queue.async { [self] in advance(to: snapshot) }
        }
    }

    private func advance(to snapshot: Snapshot) {
        var present = streams.withLock { streams in
            defer { streams = [] }
            return streams
        }
        present = present.compactMap { advance($0, to: snapshot) }
        streams.withLock { $0 += present }
    }

    /// None when the stream is over.
    private func advance(_ stream: Stream, to snapshot: Snapshot) -> Stream? {
        var stream = stream
        let output = stream.watch.advance(to: snapshot)
        stream.quietTurns = output.bytes.isEmpty ? stream.quietTurns + 1 : 0
        var bytes = output.bytes
        if stream.quietTurns >= Self.turnsUntilKeepAlive {
            stream.quietTurns = 0
            bytes = Watch.keepAlive
        }
        if !bytes.isEmpty, !stream.stream.send(bytes) { return nil }
        guard !output.isFinished else {
            stream.stream.finish()
            return nil
        }
        return stream
    }
}
