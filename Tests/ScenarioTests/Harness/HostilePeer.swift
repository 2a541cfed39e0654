import Foundation
import Glibc
import JSON
import NetworkTypes

@testable import Lab

/// One connection to the controller from the network of a host, with nothing on it but what a scenario sends.
final class HostilePeer: Sendable {
    private let descriptor: Int32

    private init(_ descriptor: Int32) { self.descriptor = descriptor }

    deinit { close(descriptor) }

    /// Lets this process have so many connections, which the system may forbid.
    static func allowDescriptors(_ count: rlim_t) throws {
        let resource = __rlimit_resource_t(RLIMIT_NOFILE.rawValue)
        var limit = rlimit()
        guard getrlimit(resource, &limit) == 0, limit.rlim_max >= count else {
            throw ScenarioError("the system allows \(limit.rlim_max) open files, and this needs \(count)")
        }
        limit.rlim_cur = max(limit.rlim_cur, count)
        guard setrlimit(resource, &limit) == 0 else { throw ScenarioError("setrlimit failed: \(errno)") }
    }

    /// Opens connections from a host's network to a port of the controller.
    ///
    /// - Parameter source: an address of that host, by default the one that it has.
    static func dial(
        _ fabric: Fabric, from host: String, source: IPv4Address = IPv4Address(rawValue: 0), port: UInt16,
        count: Int = 1
    ) throws -> [HostilePeer] {
        let file = "\(LabNames.namespaceRoot)/\(fabric.lab.namespace(of: .host(host)))"
        return try NetworkNamespace.visit([file]) { _ throws(LabError) in
            var peers: [HostilePeer] = []
            for _ in 0..<count { peers.append(try connect(from: source, port)) }
            return peers
        }.flatMap { $0 }
    }

    private static func connect(from source: IPv4Address, _ port: UInt16) throws(LabError) -> HostilePeer {
        let descriptor = socket(AF_INET, Int32(SOCK_STREAM.rawValue | SOCK_CLOEXEC.rawValue), 0)
        guard descriptor >= 0 else { throw LabError(.commandFailed, "socket: \(String(cString: strerror(errno)))") }
        let bound = withSystemAddress(source, 0) { bind(descriptor, $0, $1) }
        let connected = withSystemAddress(LabAddresses.controller, port) { Glibc.connect(descriptor, $0, $1) }
        guard bound == 0, connected == 0 else {
            let reason = String(cString: strerror(errno))
            close(descriptor)
            throw LabError(.commandFailed, "connect: \(reason)")
        }
        _ = fcntl(descriptor, F_SETFL, O_NONBLOCK)
        return HostilePeer(descriptor)
    }

    private static func withSystemAddress(
        _ host: IPv4Address, _ port: UInt16, _ body: (UnsafePointer<sockaddr>, socklen_t) -> Int32
    ) -> Int32 {
        var address = sockaddr_in()
        address.sin_family = sa_family_t(AF_INET)
        address.sin_port = port.bigEndian
        address.sin_addr.s_addr = host.rawValue.bigEndian
        return withUnsafePointer(to: &address) { pointer in
            pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) {
                body($0, socklen_t(MemoryLayout<sockaddr_in>.size))
            }
        }
    }

    /// Sends as much as the controller takes within a time; the number of bytes, or nil when it has hung up.
    @discardableResult
    func send(_ bytes: [UInt8], within limit: Duration = .seconds(2)) -> Int? {
        let end = ContinuousClock.now + limit
        var sent = 0
        while sent < bytes.count {
            let count = bytes[sent...].withUnsafeBytes {
                Glibc.send(descriptor, $0.baseAddress, $0.count, Int32(MSG_NOSIGNAL))
            }
            if count > 0 {
                sent += count
            } else if errno == EAGAIN {
                guard ContinuousClock.now < end else { return sent }
                wait(for: Int16(POLLOUT), milliseconds: 20)
            } else {
                return nil
            }
        }
        return sent
    }

    /// What has come; nil once the controller has hung up.
    func receive(waiting milliseconds: Int32 = 50) -> [UInt8]? {
        wait(for: Int16(POLLIN), milliseconds: milliseconds)
        var buffer = [UInt8](repeating: 0, count: 65_536)
        let count = recv(descriptor, &buffer, buffer.count, 0)
        if count > 0 { return Array(buffer[..<count]) }
        return count < 0 && errno == EAGAIN ? [] : nil
    }

    /// Whether the controller has not hung up; throws away what has come.
    var isOpen: Bool {
        while let bytes = receive(waiting: 0) {
            if bytes.isEmpty { return true }
        }
        return false
    }

    /// Whether the controller hangs up within a time, and after how long.
    func end(within limit: Duration) -> Duration? {
        let start = ContinuousClock.now
        while ContinuousClock.now - start < limit {
            if receive(waiting: 10) == nil { return ContinuousClock.now - start }
        }
        return nil
    }

    private func wait(for events: Int16, milliseconds: Int32) {
        var request = pollfd(fd: descriptor, events: events, revents: 0)
        _ = poll(&request, 1, milliseconds)
    }
}

extension Fabric {
    /// Memory of the controller, in MiB.
    func residentMemory() throws -> Int {
        guard let pid = daemon?.pid, let status = try? String(contentsOfFile: "/proc/\(pid)/status", encoding: .utf8),
            let line = status.split(separator: "\n").first(where: { $0.hasPrefix("VmRSS:") }),
            let kilobytes = line.split(whereSeparator: \.isWhitespace).dropFirst().first.flatMap({ Int($0) })
        else { throw ScenarioError("the memory of weftd cannot be read") }
        return kilobytes / 1024
    }

    /// Messages of all events of a kind, oldest first.
    func eventsTold(_ kind: String) throws -> [String] {
        let items = try json("get", "events")["items"]?.array ?? []
        return items.compactMap { item in
            let text = "\(item)"
            return text.contains(kind) ? text : nil
        }
    }
}
