import Foundation
import NetworkTypes
import Synchronization

@testable import Lab

/// A bad line between a host and the controller: frames are lost, late, and out of order, each way. What `tc netem` does in
/// the kernel, for kernels that do not have it.
final class RoughLink: Sendable {
    /// Of each frame, each way.
    struct Quality: Sendable {
        var loss = 0.0
        var delay = Duration.zero
        /// Up to this much later still, each frame by itself: so later ones overtake earlier ones.
        var jitter = Duration.zero
    }

    private let cable: String
    private let isEnded = Mutex(false)
    private let done = DispatchSemaphore(value: 0)
    private let lost = Mutex(0)
    private let carried = Mutex(0)

    private static let ends = (relay: "rough0", bridge: "rough1")

    /// Puts itself into the management cable of a host.
    ///
    /// - Parameter number: the host's, from 1.
    init(_ fabric: Fabric, host: String, number: Int, _ quality: Quality) throws {
        cable = LabNames.managementCable(number)
        // What leaves for the relay must be whole packets with checksums.
        try fabric.output(.host(host), "ethtool -K eth0 tx off")
        let (relay, bridge) = Self.ends
        try fabric.output(.network, "ip link add \(relay) type veth peer name \(bridge)")
        try fabric.output(.network, "ethtool -K \(bridge) tx off")
        try fabric.output(.network, "ip link set \(bridge) master \(LabNames.managementBridge) up")
        try fabric.output(.network, "ip link set \(relay) up")
        try fabric.output(.network, "ip link set \(cable) nomaster")
        let file = "\(LabNames.namespaceRoot)/\(fabric.lab.namespace(of: .network))"
        let cable = cable
        let sockets = try NetworkNamespace.visit([file, file]) { index throws(LabError) in
            try FrameSocket(interface: index == 0 ? cable : relay)
        }
        Thread { [self] in
            carry(between: sockets[0], sockets[1], quality)
            done.signal()
        }.start()
    }

    /// Takes itself out again.
    ///
    /// - Returns: frames that were lost, of how many.
    @discardableResult
    func end(_ fabric: Fabric) throws -> (lost: Int, of: Int) {
        isEnded.withLock { $0 = true }
        done.wait()
        try fabric.output(.network, "ip link del \(Self.ends.relay)")
        try fabric.output(.network, "ip link set \(cable) master \(LabNames.managementBridge)")
        return (lost.withLock { $0 }, carried.withLock { $0 })
    }

    private func carry(between one: FrameSocket, _ other: FrameSocket, _ quality: Quality) {
        var waiting: [(due: ContinuousClock.Instant, frame: [UInt8], target: FrameSocket)] = []
        while !isEnded.withLock({ $0 }) {
            for (source, target) in [(one, other), (other, one)] {
                for frame in source.received() {
                    carried.withLock { $0 += 1 }
                    guard Double.random(in: 0..<1) >= quality.loss else {
                        lost.withLock { $0 += 1 }
                        continue
                    }
                    let late = quality.delay + quality.jitter * Double.random(in: 0..<1)
                    waiting.append((.now + late, frame, target))
                }
            }
            let now = ContinuousClock.now
            for item in waiting.filter({ $0.due <= now }).sorted(by: { $0.due < $1.due }) {
                item.target.send(item.frame)
            }
            waiting.removeAll { $0.due <= now }
            usleep(500)
        }
    }
}
