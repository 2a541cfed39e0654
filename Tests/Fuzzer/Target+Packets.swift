import Packets

extension Target {
    static let packets = Target(mutator: Mutator(form: .binary), seeds: frames) { bytes in
        _ = try? Frame(bytes)
    }

    private static let frames: [[UInt8]] = {
        let ethernet: [UInt8] = [0x52, 0x54, 0, 0, 0, 1, 0x52, 0x54, 0, 0, 0, 2]
        let arp: [UInt8] =
            [0, 1, 8, 0, 6, 4, 0, 1] + ethernet.suffix(6) + [10, 0, 0, 1, 0, 0, 0, 0, 0, 0, 10, 0, 0, 2]
        let ipv4: [UInt8] = [
            0x45, 0, 0, 28, 0, 0, 0, 0, 64, 17, 0, 0, 10, 0, 0, 1, 10, 0, 0, 2, 0, 67, 0, 68, 0, 8, 0, 0,
        ]
        let solicitation: [UInt8] =
            [135, 0, 0, 0, 0, 0, 0, 0] + [UInt8](repeating: 1, count: 16) + [1, 1] + ethernet.prefix(6)
        let ipv6: [UInt8] = [0x60, 0, 0, 0, 0, 32, 58, 255] + [UInt8](repeating: 2, count: 32) + solicitation
        return [
            ethernet + [8, 6] + arp, ethernet + [8, 0] + ipv4, ethernet + [0x86, 0xdd] + ipv6,
            ethernet + [0x81, 0, 0, 5, 8, 0] + ipv4,
        ]
    }()
}
