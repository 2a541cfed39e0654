import Foundation
import Observability
import Testing

@Suite struct ServiceManagerTests {
    /// A service manager's socket; the test closes it in a `defer`.
    private struct Manager {
        let name: String
        let descriptor: Int32

        init(isAbstract: Bool) throws {
            let id = UUID().uuidString.prefix(13)
            name = isAbstract ? "@weft-notify-\(id)" : NSTemporaryDirectory() + "/weft-notify-\(id)"
            descriptor = socket(AF_UNIX, Int32(SOCK_DGRAM.rawValue) | Int32(SOCK_NONBLOCK.rawValue), 0)
            var address = sockaddr_un()
            address.sun_family = sa_family_t(AF_UNIX)
            var bytes = Array(name.utf8)
            if isAbstract { bytes[0] = 0 }
            withUnsafeMutableBytes(of: &address.sun_path) { $0.copyBytes(from: bytes) }
            let length = isAbstract ? 2 + bytes.count : MemoryLayout<sockaddr_un>.size
            let result = withUnsafeBytes(of: address) { raw in
                raw.withMemoryRebound(to: sockaddr.self) { bind(descriptor, $0.baseAddress, socklen_t(length)) }
            }
            try #require(result == 0)
        }

        func receive() -> String {
            var buffer = [UInt8](repeating: 0, count: 1_024)
            let count = recv(descriptor, &buffer, buffer.count, 0)
            return String(decoding: buffer.prefix(max(0, count)), as: UTF8.self)
        }

        func close() {
            Glibc.close(descriptor)
            if name.hasPrefix("/") { unlink(name) }
        }
    }

    @Test("The state arrives in one datagram, by path and by abstract name", arguments: [false, true])
    func notify(isAbstract: Bool) throws {
        let manager = try Manager(isAbstract: isAbstract)
        defer { manager.close() }
        let service = ServiceManager(environment: ["NOTIFY_SOCKET": manager.name])
        let isSent = service.notify("READY=1\nSTATUS=in sync")
        #expect(isSent)
        #expect(manager.receive() == "READY=1\nSTATUS=in sync")
    }

    @Test(
        "Without a manager nothing happens",
        arguments: [nil, "", "@", "relative", "/nonexistent/notify", "/" + String(repeating: "x", count: 200)])
    func nobody(name: String?) {
        let isSent = ServiceManager(environment: name.map { ["NOTIFY_SOCKET": $0] } ?? [:]).notify("READY=1")
        #expect(!isSent)
    }

    @Test("The watchdog's time is ours only when it is meant for this process")
    func watchdog() {
        func interval(_ environment: [String: String]) -> Duration? {
            ServiceManager(environment: environment).watchdogInterval
        }
        #expect(interval(["WATCHDOG_USEC": "20000000"]) == .seconds(20))
        #expect(interval(["WATCHDOG_USEC": "20000000", "WATCHDOG_PID": "\(getpid())"]) == .seconds(20))
        #expect(interval(["WATCHDOG_USEC": "20000000", "WATCHDOG_PID": "1"]) == nil)
        for text in ["0", "-1", "x", ""] { #expect(interval(["WATCHDOG_USEC": text]) == nil) }
        #expect(interval([:]) == nil)
    }
}
