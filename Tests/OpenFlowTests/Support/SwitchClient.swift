import Foundation
import Glibc
import NetworkTypes
import OpenFlow

/// Drives a connection machine over a Unix socket, blocking.
final class SwitchClient {
    private var connection: OpenFlowConnection
    private let descriptor: Int32
    /// What the switch sent of its own accord and nobody took yet.
    private var asynchronous: [Message] = []

    init(path: String, version: OpenFlowVersion) throws {
        var configuration = OpenFlowConnection.Configuration()
        configuration.versions = version...version
        connection = OpenFlowConnection(configuration: configuration, now: Self.now)
        descriptor = socket(AF_UNIX, Int32(SOCK_STREAM.rawValue), 0)
        var address = sockaddr_un()
        address.sun_family = sa_family_t(AF_UNIX)
        withUnsafeMutableBytes(of: &address.sun_path) { $0.copyBytes(from: path.utf8.prefix(107)) }
        let status = withUnsafePointer(to: &address) { pointer in
            pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) {
                connect(descriptor, $0, socklen_t(MemoryLayout<sockaddr_un>.size))
            }
        }
        guard status == 0 else { throw VirtualSwitch.Failure(description: "connect \(path): \(errno)") }
    }

    deinit { Glibc.close(descriptor) }

    private static var now: MonotonicTime {
        var time = timespec()
        clock_gettime(CLOCK_MONOTONIC, &time)
        return MonotonicTime(nanoseconds: UInt64(time.tv_sec) * 1_000_000_000 + UInt64(time.tv_nsec))
    }

    /// Waits for the first event of which `select` makes something.
    func wait<Result>(_ select: (OpenFlowConnection.Event) -> Result?) throws -> Result {
        let end = Self.now + .seconds(20)
        while Self.now < end {
            for event in connection.tick(now: Self.now) {
                if let result = select(event) { return result }
                if case .closed(let reason) = event { throw reason }
            }
            repeat { for chunk in connection.takeOutput() { try write(chunk) } } while connection.hasMoreOutput
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

    private func write(_ bytes: [UInt8]) throws {
        var sent = 0
        while sent < bytes.count {
            let count = bytes.withUnsafeBytes {
                Glibc.write(descriptor, $0.baseAddress?.advanced(by: sent), $0.count - sent)
            }
            guard count > 0 else { throw VirtualSwitch.Failure(description: "write: \(errno)") }
            sent += count
        }
    }

    func awaitReady() throws -> OpenFlowConnection.Event {
        try wait { if case .ready = $0 { $0 } else { nil } }
    }

    /// The next message that the switch sends of its own accord.
    func nextAsynchronous() throws -> Message {
        if asynchronous.isEmpty { try wait { if case .asynchronous = $0 { () } else { nil } } }
        return asynchronous.removeFirst()
    }

    func program(_ batch: ModificationBatch) throws -> OpenFlowConnection.ProgramResult {
        connection.program(batch, id: 1, now: Self.now)
        return try wait { if case .programmed(1, let result) = $0 { result } else { nil } }
    }

    func request(_ message: Message) throws -> Result<Message, OpenFlowConnection.RequestFailure> {
        connection.request(message, id: 2, now: Self.now)
        return try wait { event in
            switch event {
            case .reply(2, let reply): .success(reply)
            case .requestFailed(2, let failure): .failure(failure)
            default: nil
            }
        }
    }

    func flows() throws -> [Flow] {
        connection.readFlows(id: 3, now: Self.now)
        var all: [Flow] = []
        return try wait { event in
            guard case .flows(3, let part, let isLast) = event else { return nil }
            all += part
            return isLast ? all : nil
        }
    }

    func groups() throws -> [Group] {
        connection.readGroups(id: 4, now: Self.now)
        var all: [Group] = []
        return try wait { event in
            guard case .groups(4, let part, let isLast) = event else { return nil }
            all += part
            return isLast ? all : nil
        }
    }
}
