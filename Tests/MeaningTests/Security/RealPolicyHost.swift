import Glibc
import NetworkTypes
import OpenFlow
import SimulatedNetwork
import TestSupport

/// One host on a real ovs-vswitchd with the dummy datapath, whose packets are real ones: they are tracked as anywhere.
struct RealPolicyHost {
    private let realSwitch: VirtualSwitch
    private let client: SwitchClient
    private let control: UnixControl

    init(ports: Int) throws {
        var shape = VirtualSwitch.Shape()
        shape.ports = ports
        realSwitch = try VirtualSwitch(shape)
        client = try SwitchClient(path: realSwitch.socketPath, version: .v1_5)
        _ = try client.awaitReady()
        // First fragments show their ports: what a session tells every switch.
        _ = try client.request(.setConfig(SwitchConfiguration(flags: 3, missSendLength: 128))).get()
        control = try realSwitch.control()
    }

    /// Makes the switch hold these flows and nothing else. What it tracks, it keeps.
    func install(_ flows: [Flow]) throws {
        try client.clear()
        var batch = ModificationBatch()
        batch.append(FlowBlock(flows))
        let result = try client.program(batch)
        guard result == .committed else { throw VirtualSwitch.Failure(description: "\(result)") }
        // What the datapath has of the flows before goes: Open vSwitch before 3.1.2 changes the wrong one now and then.
        _ = try control.call("revalidator/purge")
    }

    func forgetConnections() throws { _ = try control.call("dpctl/flush-conntrack") }

    /// Sends a frame in by a port; whether it left by another.
    ///
    /// - Parameter isExpected: whether it is waited for, or only looked at a while later.
    func delivers(_ arrival: Arrival, to port: PortNumber, isExpected: Bool) throws -> Bool {
        try deliveries(arrival, to: port, atLeast: isExpected ? 1 : 0) == 1
    }

    /// Sends a frame in by a port; how many left by another at that.
    ///
    /// - Parameter count: how many are waited for.
    func deliveries(_ arrival: Arrival, to port: PortNumber, atLeast count: UInt64) throws -> UInt64 {
        let (taken, sent) = (try counters(arrival.port).receivedPackets, try counters(port).transmittedPackets)
        let hex = arrival.frame.map { ($0 < 16 ? "0" : "") + String($0, radix: 16) }.joined()
        _ = try control.call("netdev-dummy/receive", "p\(arrival.port)", hex)
        for _ in 0..<2000 where try counters(arrival.port).receivedPackets > taken {
            // What becomes of it is counted after it.
            for _ in 0..<2000 where try counters(port).transmittedPackets < sent + count { usleep(500) }
            usleep(2_000)
            return try counters(port).transmittedPackets - sent
        }
        throw VirtualSwitch.Failure(description: "the switch did not take the frame")
    }

    private func counters(_ port: PortNumber) throws -> PortStatistics {
        let answer = try client.request(.multipartRequest(MultipartRequest(.portStatistics(port)))).get()
        guard case .multipartReply(let reply) = answer, case .portStatistics(let ports) = reply.body,
            let found = ports.first
        else { throw VirtualSwitch.Failure(description: "no counters of port \(port)") }
        return found
    }
}
