import Glibc
import NetworkTypes
import OpenFlow
import SimulatedHosts
import TestSupport

/// A switch that takes whole messages and says what it answers: a real one, or the simulated one.
protocol RawSwitch {
    /// Sends the messages and a barrier with this xid; answers what comes back before its reply.
    func exchange(_ messages: [[UInt8]], barrier: UInt32) throws -> [[UInt8]]
    /// The flow_removed that came, which a real switch sends when it gets round to it.
    var removals: [[UInt8]] { get }
    var version: OpenFlowVersion { get }
}

extension RawSwitch {
    func barrierRequest(_ xid: UInt32) -> [UInt8] { Message.barrierRequest.encoded(version: version, xid: xid) }

    /// All parts of the answer.
    func ask(_ body: MultipartRequest.Body, xid: UInt32) throws -> [MultipartReply.Body] {
        let request = Message.multipartRequest(MultipartRequest(body)).encoded(version: version, xid: xid)
        return try exchange([request], barrier: xid + 1).map { bytes in
            guard case .multipartReply(let reply) = try Message.decode(bytes).message else {
                throw VirtualSwitch.Failure(description: "no answer to \(body): \(bytes)")
            }
            return reply.body
        }
    }
}

/// Cuts a stream into messages.
struct MessageStream {
    private var bytes: [UInt8] = []

    mutating func append(_ more: some Sequence<UInt8>) { bytes += more }

    mutating func next() -> [UInt8]? {
        guard bytes.count >= 8 else { return nil }
        let length = Int(bytes[2]) << 8 | Int(bytes[3])
        guard bytes.count >= length else { return nil }
        defer { bytes.removeFirst(length) }
        return Array(bytes.prefix(length))
    }
}

extension RawSwitch {
    /// In an order of their own, without what was counted.
    func removalTexts() throws -> [String] {
        try removals.map { bytes in
            guard case .flowRemoved(var removed) = try Message.decode(bytes).message else { return "\(bytes)" }
            removed.counters = FlowCounters()
            return "\(Message.flowRemoved(removed))"
        }.sorted()
    }
}

extension [UInt8] {
    var messageType: UInt8 { self[1] }
    var messageXID: UInt32 { self[4..<8].reduce(0) { $0 << 8 | UInt32($1) } }
}

/// A real ovs-vswitchd over its management socket.
final class RealRawSwitch: RawSwitch {
    let version: OpenFlowVersion
    let realSwitch: VirtualSwitch
    private(set) var removals: [[UInt8]] = []
    private let descriptor: Int32
    private var stream = MessageStream()

    init(version: OpenFlowVersion) throws {
        self.version = version
        realSwitch = try VirtualSwitch()
        descriptor = socket(AF_UNIX, Int32(SOCK_STREAM.rawValue), 0)
        var address = sockaddr_un()
        address.sun_family = sa_family_t(AF_UNIX)
        withUnsafeMutableBytes(of: &address.sun_path) { $0.copyBytes(from: realSwitch.socketPath.utf8.prefix(107)) }
        let status = withUnsafePointer(to: &address) { pointer in
            pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) {
                connect(descriptor, $0, socklen_t(MemoryLayout<sockaddr_un>.size))
            }
        }
        guard status == 0 else { throw VirtualSwitch.Failure(description: "connect: \(errno)") }
        try send(Message.hello(Hello(version...version)).encoded(version: version, xid: 1))
        // A management connection is told nothing before.
        try send(Message.setConfig(SwitchConfiguration(missSendLength: 128)).encoded(version: version, xid: 2))
    }

    deinit { Glibc.close(descriptor) }

    func exchange(_ messages: [[UInt8]], barrier: UInt32) throws -> [[UInt8]] {
        try send(Array(messages.joined()) + barrierRequest(barrier))
        var answers: [[UInt8]] = []
        while true {
            let message = try receive()
            switch message.messageType {
            case 0: continue
            // It probes as it likes.
            case 2: try send([version.rawValue, 3] + message[2...])
            case 21 where message.messageXID == barrier: return answers
            case 11: removals.append(message)
            default: answers.append(message)
            }
        }
    }

    private func send(_ bytes: [UInt8]) throws {
        var sent = 0
        while sent < bytes.count {
            let count = bytes.withUnsafeBytes { write(descriptor, $0.baseAddress?.advanced(by: sent), $0.count - sent) }
            guard count > 0 else { throw VirtualSwitch.Failure(description: "write: \(errno)") }
            sent += count
        }
    }

    private func receive() throws -> [UInt8] {
        while true {
            if let message = stream.next() { return message }
            var poller = pollfd(fd: descriptor, events: Int16(POLLIN), revents: 0)
            guard poll(&poller, 1, 20_000) > 0 else { throw VirtualSwitch.Failure(description: "no answer in 20 s") }
            var buffer = [UInt8](repeating: 0, count: 65536)
            let count = read(descriptor, &buffer, buffer.count)
            guard count > 0 else { throw VirtualSwitch.Failure(description: "the switch hung up") }
            stream.append(buffer.prefix(count))
        }
    }
}

/// The simulated switch, in memory.
final class MemorySwitch: RawSwitch {
    let version: OpenFlowVersion
    var agent: SwitchAgent
    var now = MonotonicTime(seconds: 1000)
    private var stream = MessageStream()
    private(set) var emissions: [PacketOut] = []
    private(set) var removals: [[UInt8]] = []

    init(version: OpenFlowVersion) throws {
        self.version = version
        var configuration = SwitchAgent.Configuration(datapathID: DatapathID(0xfedc_ba98_7654_3210))
        configuration.probeInterval = nil
        agent = SwitchAgent(configuration, now: now)
        for number in [1, 2] as [UInt32] {
            let address = MACAddress(rawValue: 0x0200_0000_0000 + UInt64(number))
            let port = Port(number: PortNumber(number), hardwareAddress: address, name: "p\(number)")
            try take(agent.setPort(port, at: now))
        }
        try take(agent.connected(at: now))
        try take(agent.received(Message.hello(Hello(version...version)).encoded(version: version, xid: 1), at: now))
        while stream.next() != nil {}
    }

    func exchange(_ messages: [[UInt8]], barrier: UInt32) throws -> [[UInt8]] {
        try take(agent.received(Array(messages.joined()) + barrierRequest(barrier), at: now))
        var answers: [[UInt8]] = []
        while let message = stream.next() {
            if message.messageType == 11 { removals.append(message) } else { answers.append(message) }
        }
        guard let last = answers.popLast(), last.messageType == 21, last.messageXID == barrier else {
            throw VirtualSwitch.Failure(description: "no barrier reply: \(answers)")
        }
        return answers
    }

    func take(_ actions: [SwitchAgent.Action]) throws {
        for action in actions {
            switch action {
            case .send(_, let bytes): stream.append(bytes)
            case .emit(let packet): emissions.append(packet)
            case .close(_, let reason): throw VirtualSwitch.Failure(description: "closed: \(reason)")
            }
        }
    }
}
