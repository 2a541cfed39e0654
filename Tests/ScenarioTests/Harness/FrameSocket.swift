import Foundation
import NetworkTypes

@testable import Lab

/// A raw view of an interface, by default a guest's `eth0`: sends any frame, and sees every frame that comes in (packet(7)).
final class FrameSocket: Sendable {
    private static let everyProtocol: UInt16 = 0x0003
    private static let addressSize = 20
    /// `sll_pkttype` and its value for what this very interface sent.
    private static let packetTypeOffset = 10
    private static let outgoing: UInt8 = 4

    private let descriptor: Int32

    /// Opens the socket in the calling thread's network namespace.
    init(interface: String = "eth0") throws(LabError) {
        let family = AF_PACKET
        descriptor = socket(family, Int32(SOCK_RAW.rawValue | SOCK_NONBLOCK.rawValue | SOCK_CLOEXEC.rawValue), 0)
        guard descriptor >= 0 else { throw LabError(.commandFailed, "socket: \(String(cString: strerror(errno)))") }
        var address = [UInt8](repeating: 0, count: Self.addressSize)
        address.withUnsafeMutableBytes { bytes in
            bytes.storeBytes(of: UInt16(family), toByteOffset: 0, as: UInt16.self)
            bytes.storeBytes(of: Self.everyProtocol.bigEndian, toByteOffset: 2, as: UInt16.self)
            bytes.storeBytes(of: Int32(bitPattern: if_nametoindex(interface)), toByteOffset: 4, as: Int32.self)
        }
        let result = address.withUnsafeBytes { bytes in
            bytes.withMemoryRebound(to: sockaddr.self) { bind(descriptor, $0.baseAddress, socklen_t(bytes.count)) }
        }
        guard result == 0 else {
            let reason = String(cString: strerror(errno))
            close(descriptor)
            throw LabError(.commandFailed, "bind: \(reason)")
        }
    }

    deinit { close(descriptor) }

    /// Sends a frame; false when the interface does not take it.
    @discardableResult
    func send(_ frame: [UInt8]) -> Bool { Glibc.send(descriptor, frame, frame.count, 0) == frame.count }

    /// All frames that have come in since the last call.
    func received() -> [[UInt8]] {
        var frames: [[UInt8]] = []
        var buffer = [UInt8](repeating: 0, count: 2048)
        var address = [UInt8](repeating: 0, count: Self.addressSize)
        while true {
            var length = socklen_t(Self.addressSize)
            let count = address.withUnsafeMutableBytes { bytes in
                bytes.withMemoryRebound(to: sockaddr.self) {
                    recvfrom(descriptor, &buffer, buffer.count, 0, $0.baseAddress, &length)
                }
            }
            guard count > 0 else { return frames }
            if address[Self.packetTypeOffset] != Self.outgoing { frames.append(Array(buffer[..<count])) }
        }
    }
}

/// Raw sockets in many guests at once.
struct Guests {
    let nics: [LabNIC]
    private let sockets: [FrameSocket]

    /// Looks into the first interface of every VM of the lab.
    init(_ fabric: Fabric) throws {
        let nics = try fabric.lab.nics().filter { $0.index == 0 }
        let files = nics.map { "\(LabNames.namespaceRoot)/\(fabric.lab.namespace(of: .vm($0.vm)))" }
        sockets = try NetworkNamespace.visit(files) { _ throws(LabError) in try FrameSocket() }
        self.nics = nics
    }

    func nic(_ vm: String) throws -> LabNIC {
        guard let nic = nics.first(where: { $0.vm == vm }) else { throw ScenarioError("no VM \(vm)") }
        return nic
    }

    func send(_ frame: [UInt8], from vm: String) throws {
        guard let position = nics.firstIndex(where: { $0.vm == vm }), sockets[position].send(frame) else {
            throw ScenarioError("\(vm) cannot send a frame")
        }
    }

    /// What has come in at any VM since the last call.
    func received() -> [(vm: String, frame: [UInt8])] {
        zip(nics, sockets).flatMap { nic, socket in socket.received().map { (nic.vm, $0) } }
    }

    /// How often each VM sees each token within a time.
    func sightings(of tokens: [[UInt8]], within duration: Duration = .milliseconds(800)) -> [String: [Int]] {
        let end = ContinuousClock.now + duration
        var seen = nics.reduce(into: [String: [Int]]()) { $0[$1.vm] = tokens.map { _ in 0 } }
        while ContinuousClock.now < end {
            for (nic, socket) in zip(nics, sockets) {
                for frame in socket.received() {
                    for (number, token) in tokens.enumerated() where frame.contains(token) {
                        seen[nic.vm]?[number] += 1
                    }
                }
            }
            usleep(5_000)
        }
        return seen
    }
}

extension LabNIC {
    var ipv4: IPv4Address {
        get throws {
            for case .v4(let address) in addresses.map(\.address) { return address }
            throw ScenarioError("\(vm) has no IPv4 address")
        }
    }

    var ipv6: IPv6Address {
        get throws {
            for case .v6(let address) in addresses.map(\.address) { return address }
            throw ScenarioError("\(vm) has no IPv6 address")
        }
    }
}
