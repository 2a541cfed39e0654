import Foundation
import Glibc
import NetworkTypes
public import OpenFlow

/// Drives a connection machine over a Unix socket, blocking.
public final class SwitchClient {
    private var connection: OpenFlowConnection
    private let descriptor: Int32
    /// What the switch sent of its own accord and nobody took yet.
    private var asynchronous: [Message] = []

    public init(path: String, version: OpenFlowVersion) throws {
        var configuration = OpenFlowConnection.Configuration()
        configuration.versions = version...version
        connection = OpenFlowConnection(configuration: configuration, now: Self.now)
        descriptor = try connectedSocket(path)
    }

    deinit { Glibc.close(descriptor) }

    private static var now: MonotonicTime {
        var time = timespec()
        clock_gettime(CLOCK_MONOTONIC, &time)
        return MonotonicTime(nanoseconds: UInt64(time.tv_sec) * 1_000_000_000 + UInt64(time.tv_nsec))
    }

    /// Waits for the first event of which `select` makes something.
    public func wait<Result>(_ select: (OpenFlowConnection.Event) -> Result?) throws -> Result {
        let end = Self.now + .seconds(20)
        while Self.now < end {
            for event in connection.tick(now: Self.now) {
                if let result = select(event) { return result }
                if case .closed(let reason) = event { throw reason }
            }
            repeat {
                for chunk in connection.takeOutput() { try writeAll(chunk, to: descriptor) }
            } while connection.hasMoreOutput
            var poller = pollfd(fd: descriptor, events: Int16(POLLIN), revents: 0)
            guard poll(&poller, 1, 100) > 0 else { continue }
            var buffer = [UInt8](repeating: 0, count: 65536)
            let count = read(descriptor, &buffer, buffer.count)
            guard count > 0 else { throw VirtualSwitch.Failure(description: "the switch closed the connection") }
            var found: Result?
            for event in connection.receive(Array(buffer.prefix(count)), now: Self.now) {
                if case .closed(let reason) = event { throw reason }
                if case .asynchronous(let message) = event { asynchronous.append(message) }
                if found == nil { found = select(event) }
            }
            if let found { return found }
        }
        throw VirtualSwitch.Failure(description: "no answer in 20 s")
    }

    public func awaitReady() throws -> OpenFlowConnection.Event {
        try wait { if case .ready = $0 { $0 } else { nil } }
    }

    /// The next message that the switch sends of its own accord.
    public func nextAsynchronous() throws -> Message {
        if asynchronous.isEmpty { try wait { if case .asynchronous = $0 { () } else { nil } } }
        return asynchronous.removeFirst()
    }

    public func program(_ batch: ModificationBatch) throws -> OpenFlowConnection.ProgramResult {
        connection.program(batch, id: 1, now: Self.now)
        return try wait { if case .programmed(1, let result) = $0 { result } else { nil } }
    }

    public func request(_ message: Message) throws -> Result<Message, OpenFlowConnection.RequestFailure> {
        connection.request(message, id: 2, now: Self.now)
        return try wait { event in
            switch event {
            case .reply(2, let reply): .success(reply)
            case .requestFailed(2, let failure): .failure(failure)
            default: nil
            }
        }
    }

    /// Sends messages that have no answer of their own, many at a time: for each the error that it met, if it met one.
    public func send(_ messages: [Message]) throws -> [OpenFlowError?] {
        let firstID: UInt64 = 1000
        // Each waits with a barrier of its own, and a connection has so many requests at a time.
        let window = 400
        var errors = [OpenFlowError?](repeating: nil, count: messages.count)
        for start in stride(from: 0, to: messages.count, by: window) {
            let end = min(start + window, messages.count)
            for index in start..<end {
                connection.request(messages[index], id: firstID + UInt64(index), now: Self.now)
            }
            var missing = end - start
            var trouble: OpenFlowConnection.RequestFailure?
            try wait { event -> Void? in
                switch event {
                case .reply(let id, _) where id >= firstID: missing -= 1
                case .requestFailed(let id, .refused(let error)) where id >= firstID:
                    errors[Int(id - firstID)] = error
                    missing -= 1
                case .requestFailed(_, let failure):
                    trouble = failure
                    missing -= 1
                default: break
                }
                return missing == 0 ? () : nil
            }
            if let trouble { throw trouble }
        }
        return errors
    }

    public func flows() throws -> [Flow] {
        connection.readFlows(id: 3, now: Self.now)
        var all: [Flow] = []
        return try wait { event in
            guard case .flows(3, let part, let isLast) = event else { return nil }
            all += part
            return isLast ? all : nil
        }
    }

    public func groups() throws -> [Group] {
        connection.readGroups(id: 4, now: Self.now)
        var all: [Group] = []
        return try wait { event in
            guard case .groups(4, let part, let isLast) = event else { return nil }
            all += part
            return isLast ? all : nil
        }
    }

    /// Takes away every flow and every group.
    public func clear() throws {
        let all = Flow(table: 0xff, priority: 0, cookie: 0, match: Match(), instructions: [])
        _ = try request(.flowModification(FlowModification(.delete, all))).get()
        let everyGroup = Group(id: GroupModification.allGroups, type: .all, buckets: [])
        _ = try request(.groupModification(GroupModification(.delete, everyGroup))).get()
        let everyMeter = Meter(id: Meter.all, flags: [], bands: [])
        _ = try request(.meterModification(MeterModification(.delete, everyMeter))).get()
    }

    public func meters() throws -> [Meter] {
        connection.readMeters(id: 5, now: Self.now)
        var all: [Meter] = []
        return try wait { event in
            guard case .meters(5, let part, let isLast) = event else { return nil }
            all += part
            return isLast ? all : nil
        }
    }
}
