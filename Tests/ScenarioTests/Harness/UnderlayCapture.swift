import Foundation
import Lab

/// Everything that goes through tunnels between hosts, captured on the underlay.
struct UnderlayCapture {
    /// One VXLAN packet (RFC 7348).
    struct Packet: Hashable {
        /// Outer addresses, as numbers.
        let source: UInt32
        let destination: UInt32
        let vni: UInt32
        /// EtherType of the frame inside.
        let innerType: UInt16
    }

    private let file: String
    private let process: RunningProcess

    init(_ fabric: Fabric) throws {
        file = "\(fabric.directory)/underlay-\(UUID().uuidString).pcap"
        process = try fabric.lab.spawn(
            .network,
            [
                "tcpdump", "-n", "-i", "br-under", "--immediate-mode", "-U", "-s", "160", "-Z", "root", "-w", file,
                "udp", "port", "4789",
            ])
        let running = process
        try fabric.eventually("tcpdump listens") { running.stderr.contains("listening on") }
    }

    /// Ends the capture and returns what went by.
    func stop() throws -> [Packet] {
        usleep(300_000)
        process.terminate()
        let data = Array(FileManager.default.contents(atPath: file) ?? Data())
        try? FileManager.default.removeItem(atPath: file)
        guard data.count >= 24 else { throw ScenarioError("tcpdump wrote nothing: \(process.stderr)") }
        var packets: [Packet] = []
        var position = 24
        while position + 16 <= data.count {
            let length = (0..<4).reduce(0) { $0 | Int(data[position + 8 + $1]) << (8 * $1) }
            guard position + 16 + length <= data.count else { break }
            if let packet = Self.packet(Array(data[(position + 16)..<(position + 16 + length)])) {
                packets.append(packet)
            }
            position += 16 + length
        }
        return packets
    }

    private static func packet(_ frame: [UInt8]) -> Packet? {
        func number(_ offset: Int, _ count: Int) -> UInt32 {
            frame[offset..<offset + count].reduce(0) { $0 << 8 | UInt32($1) }
        }
        guard frame.count > 34, number(12, 2) == 0x0800 else { return nil }
        let vxlan = 14 + Int(frame[14] & 0xf) * 4 + 8
        guard frame.count >= vxlan + 8 + 14 else { return nil }
        return Packet(
            source: number(26, 4), destination: number(30, 4), vni: number(vxlan + 4, 3),
            innerType: UInt16(number(vxlan + 8 + 12, 2)))
    }
}
