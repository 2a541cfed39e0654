import NetworkTypes
import OpenFlow
import SimulatedHosts
import TestSupport

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
