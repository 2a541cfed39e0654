import Glibc
import NetworkTypes

/// Sends echo requests between many VMs at once and watches in every VM what arrives.
///
/// One loop serves all sockets. The kernels of the VMs answer; the raw socket of a VM shows which requests reached it, so
/// an answer from somebody else with the same address is not taken for success.
struct PingMatrix {
    struct Probe {
        let source: Int
        let target: Int
        let address: IPAddress
        var sent = 0
        var received = 0
        var reached: Set<Int> = []
        var roundTrip: Duration?

        init(source: Int, target: Int, address: IPAddress) {
            (self.source, self.target, self.address) = (source, target, address)
        }
    }

    /// As many requests as are under way at once.
    private static let window = 256

    private struct Flight {
        let sentAt: ContinuousClock.Instant
        var isAnswered = false
    }

    private let sockets: [(v4: RawSocket, v6: RawSocket)]
    private let count: Int
    private let timeout: Duration
    private let run = UInt64.random(in: 1...UInt64.max)
    private var probes: [Probe]
    private var waiting: [Int]
    private var underWay: [Int: Flight] = [:]

    init(_ probes: [Probe], sockets: [(v4: RawSocket, v6: RawSocket)], count: Int, timeout: Duration) {
        self.probes = probes
        self.sockets = sockets
        self.count = count
        self.timeout = timeout
        waiting = probes.indices.reversed()
    }

    /// Each probe sends its next request when the last one was answered or given up.
    mutating func measure() -> [Probe] {
        while !waiting.isEmpty || !underWay.isEmpty {
            while underWay.count < Self.window, let next = waiting.popLast() { send(next) }
            receive(wait: 10)
            settle()
        }
        return probes
    }

    private mutating func send(_ index: Int) {
        let probe = probes[index]
        let isV4 = probe.address.isV4
        let packet = EchoPacket(run: run, probe: UInt32(index), sequence: UInt16(truncatingIfNeeded: probe.sent))
        let socket = isV4 ? sockets[probe.source].v4 : sockets[probe.source].v6
        // Without a route nothing leaves: it counts as sent and lost, and is waited for like any other.
        _ = socket.send(packet.encoded(isV4: isV4), to: probe.address)
        probes[index].sent += 1
        underWay[index] = Flight(sentAt: .now)
    }

    private mutating func receive(wait milliseconds: Int32) {
        let all = sockets.flatMap { [$0.v4, $0.v6] }
        var polled = all.map { pollfd(fd: $0.descriptor, events: Int16(POLLIN), revents: 0) }
        guard poll(&polled, nfds_t(polled.count), milliseconds) > 0 else { return }
        for (position, entry) in polled.enumerated() where entry.revents != 0 {
            while let bytes = all[position].receive() {
                guard let packet = EchoPacket(received: bytes, isV4: all[position].isV4) else { continue }
                note(packet, at: position / 2)
            }
        }
    }

    private mutating func note(_ packet: EchoPacket, at vm: Int) {
        let index = Int(packet.probe)
        guard packet.run == run, probes.indices.contains(index) else { return }
        guard packet.isReply else {
            probes[index].reached.insert(vm)
            return
        }
        guard vm == probes[index].source, let flight = underWay[index], !flight.isAnswered,
            UInt16(truncatingIfNeeded: probes[index].sent - 1) == packet.sequence
        else { return }
        let elapsed = ContinuousClock.now - flight.sentAt
        probes[index].received += 1
        probes[index].roundTrip = min(probes[index].roundTrip ?? elapsed, elapsed)
        underWay[index]?.isAnswered = true
    }

    private mutating func settle() {
        let now = ContinuousClock.now
        for (index, flight) in underWay where flight.isAnswered || now - flight.sentAt >= timeout {
            underWay[index] = nil
            if probes[index].sent < count { waiting.append(index) }
        }
    }
}
