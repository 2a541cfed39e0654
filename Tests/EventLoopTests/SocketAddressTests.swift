import EventLoop
import NetworkTypes
import Testing

@Suite struct SocketAddressTests {
    struct Spelling: Sendable, CustomTestStringConvertible {
        let text: String
        var defaultPort: UInt16?
        let canonical: String
        var testDescription: String { text }
    }

    @Test(
        "Open vSwitch's notation is read and written back in full",
        arguments: [
            Spelling(text: "tcp:10.0.0.1:6640", canonical: "tcp:10.0.0.1:6640"),
            Spelling(text: "tcp:10.0.0.1", defaultPort: 6653, canonical: "tcp:10.0.0.1:6653"),
            Spelling(text: "tcp:[2001:db8::1]:6640", canonical: "tcp:[2001:db8::1]:6640"),
            Spelling(text: "tcp:[::1]", defaultPort: 6640, canonical: "tcp:[::1]:6640"),
            Spelling(text: "tcp:127.0.0.1:0", canonical: "tcp:127.0.0.1:0"),
            Spelling(text: "ssl:0.0.0.0:65535", canonical: "ssl:0.0.0.0:65535"),
            Spelling(text: "ptcp:6640", canonical: "ptcp:6640:0.0.0.0"),
            Spelling(text: "ptcp:", defaultPort: 6640, canonical: "ptcp:6640:0.0.0.0"),
            Spelling(text: "ptcp::127.0.0.1", defaultPort: 6640, canonical: "ptcp:6640:127.0.0.1"),
            Spelling(text: "ptcp:0:127.0.0.1", canonical: "ptcp:0:127.0.0.1"),
            Spelling(text: "pssl:6640:[::]", canonical: "pssl:6640:[::]"),
            Spelling(text: "unix:/run/db:1.sock", canonical: "unix:/run/db:1.sock"),
            Spelling(text: "punix:/run/db.sock", canonical: "punix:/run/db.sock"),
        ])
    func accepted(spelling: Spelling) throws {
        let address = try SocketAddress(openVSwitch: spelling.text, defaultPort: spelling.defaultPort)
        #expect(address.description == spelling.canonical)
        let again = try SocketAddress(openVSwitch: spelling.canonical)
        #expect(again == address)
    }

    @Test(
        "What is not an address is refused with a reason",
        arguments: [
            ("", "method"), ("tcp", "method"), ("udp:1.2.3.4:1", "`udp` is unknown"), ("TCP:1.2.3.4:1", "unknown"),
            ("tcp:", "IPv4"), ("tcp:1.2.3.4", "port is missing"), ("tcp:1.2.3.4:", "port is missing"),
            ("tcp:1.2.3.4:65536", "not a port"), ("tcp:1.2.3.4:+1", "not a port"), ("tcp:1.2.3.4:01", "not a port"),
            ("tcp:1.2.3.4:1:2", "not a port"), ("tcp:host.example:6640", "not resolved"), ("tcp:1.2.3:1", "IPv4"),
            ("tcp:::1:6640", "brackets"), ("tcp:[::1:6640", "closed"), ("tcp:[1.2.3.4]:1", "IPv6"),
            ("tcp:[::1]6640", "follows"), ("tcp:[fe80::1%eth0]:1", "IPv6"), ("ptcp:", "port is missing"),
            ("ptcp:6640:", "IPv4"), ("ptcp:6640:1.2.3.4:5", "follows"), ("ptcp:1.2.3.4:6640", "not a port"),
            ("ptcp:٣", "not a port"), ("unix:", "missing"), ("unix:/a\0b", "zero byte"),
            ("unix:/" + String(repeating: "x", count: 107), "107 bytes"),
        ])
    func refused(text: String, reason: String) {
        let error = #expect(throws: SocketAddressError.self) { try SocketAddress(openVSwitch: text) }
        #expect(error?.text == text)
        #expect(error?.reason.contains(reason) == true, "\(error?.reason ?? "")")
    }

    @Test("The parts of an address are told apart")
    func parts() throws {
        let active = try SocketAddress(openVSwitch: "tcp:10.0.0.1:6640")
        #expect(active.endpoint == .tcp(.v4(try IPv4Address("10.0.0.1")), port: 6640))
        #expect(active.port == 6640 && active.host?.isV4 == true && !active.isPassive)
        let passive = try SocketAddress(openVSwitch: "pssl:6640:[::1]")
        #expect(passive.endpoint == .tls(.v6(try IPv6Address("::1")), port: 6640))
        #expect(passive.isPassive)
        let file = try SocketAddress(openVSwitch: "punix:/run/x")
        #expect(file.endpoint == .unix(path: "/run/x") && file.port == nil && file.host == nil)
    }
}
