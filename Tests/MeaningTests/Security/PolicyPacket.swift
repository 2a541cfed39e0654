import NetworkTypes
import PolicyMeaning
import TestSupport

/// The first packet of a connection between two NICs of a network, with any addresses, and the packets after it.
struct PolicyPacket: CustomStringConvertible {
    /// Places among the scene's NICs.
    let from: Int
    let to: Int
    let tuple: FirstPacket.Tuple

    var description: String { "\(from) > \(to) \(tuple.source) > \(tuple.destination) \(tuple.transport)" }

    private static let ports: [UInt16] = [
        1, 1, 2, 2, 3, 6, 7, 9, 10, 53, 79, 80, 90, 91, 99, 100, 999, 1000, 1500, 2000, 2001, 65534, 65535,
    ]
    private static let v4 = [
        "10.0.1.99", "8.8.8.8", "198.51.100.7", "10.9.9.9", "169.254.7.7", "127.0.0.1", "10.0.1.15",
    ]
    private static let v6 = ["2001:db8:1::99", "2001:db8:9::1", "fe80::77", "2001:db8:1::1f", "ff02::77"]

    init(from: Int, to: Int, _ tuple: FirstPacket.Tuple) {
        self.from = from
        self.to = to
        self.tuple = tuple
    }

    init(_ nics: [BoundNIC], using generator: inout SeededGenerator) throws {
        from = Int.random(in: nics.indices, using: &generator)
        let network = nics[from].network
        let sender = from
        to =
            nics.indices.filter { $0 != sender && nics[$0].network == network }.randomElement(using: &generator) ?? from
        if Int.random(in: 0..<8, using: &generator) == 0 {
            tuple = try Self.service(using: &generator)
            return
        }
        let isV4 = Int.random(in: 0..<3, using: &generator) > 0
        let known = nics.flatMap(\.addresses).sorted()
        let strange = try (isV4 ? Self.v4 : Self.v6).map { try IPAddress($0) }
        func address(of nic: BoundNIC) -> IPAddress {
            let own = nic.addresses.sorted().filter { $0.isV4 == isV4 }
            let any = (known.filter { $0.isV4 == isV4 } + strange)
            let choice = Int.random(in: 0..<3, using: &generator) > 0 ? own : any
            return (choice.isEmpty ? any : choice).randomElement(using: &generator) ?? strange[0]
        }
        let source = address(of: nics[from])
        var destination = address(of: nics[to])
        while destination == source { destination = strange.randomElement(using: &generator) ?? source }
        tuple = FirstPacket.Tuple(from: source, to: destination, Self.transport(isV4: isV4, using: &generator))
    }

    /// What may be an implicit row: DNS, DHCP and neighbour discovery, as they should be and nearly so.
    private static func service(using generator: inout SeededGenerator) throws -> FirstPacket.Tuple {
        func pick<Choice>(_ choices: [Choice]) -> Choice { choices[Int.random(in: choices.indices, using: &generator)] }
        func tuple(
            _ source: String, _ destination: String, _ transport: FirstPacket.Tuple.Transport
        ) throws
            -> FirstPacket.Tuple
        { FirstPacket.Tuple(from: try IPAddress(source), to: try IPAddress(destination), transport) }
        let v4 = ["10.0.1.1", "169.254.0.1", "10.0.1.12", "255.255.255.255"]
        let v6 = ["2001:db8:1::1", "fe80::1", "2001:db8:1::12", "ff02::1:2"]
        switch Int.random(in: 0..<7, using: &generator) {
        case 0: return try tuple("10.0.1.11", pick(v4), pick([.udp(from: 999, to: 53), .tcp(from: 999, to: 53)]))
        case 1: return try tuple("2001:db8:1::11", pick(v6), .udp(from: 999, to: pick([53, 54])))
        case 2: return try tuple("10.0.1.11", pick(v4), .udp(from: pick([68, 68, 69]), to: pick([67, 67, 68])))
        case 3: return try tuple(pick(v4), "10.0.1.11", .udp(from: pick([67, 67, 68]), to: pick([68, 68, 67])))
        case 4: return try tuple("fe80::77", pick(v6), .udp(from: pick([546, 546, 547]), to: pick([547, 547, 546])))
        case 5: return try tuple(pick(v6), "fe80::77", .udp(from: pick([547, 547, 546]), to: pick([546, 546, 547])))
        default: return try tuple("2001:db8:1::11", "2001:db8:1::12", .icmp(type: pick([133, 134, 135, 136])))
        }
    }

    private static func transport(
        isV4: Bool, using generator: inout SeededGenerator
    ) -> FirstPacket.Tuple.Transport {
        let port = ports.randomElement(using: &generator) ?? 1
        let source = UInt16.random(in: 20_000...30_000, using: &generator)
        switch Int.random(in: 0..<10, using: &generator) {
        case 0...3: return .tcp(from: source, to: port)
        case 4...6: return .udp(from: source, to: port)
        // Those that connection tracking takes for the beginning of something.
        case 7...8: return .icmp(type: isV4 ? [8, 8, 13].randomElement(using: &generator) ?? 8 : 128)
        default: return .other([89, 47, 132].randomElement(using: &generator) ?? 89)
        }
    }

    // MARK: Frames

    enum Part {
        case first, answer
        /// The opener's next one.
        case next
    }

    /// - Parameter macs: of the scene's NICs.
    func frame(_ part: Part, _ macs: [MACAddress]) -> [UInt8] {
        let isAnswer = part == .answer
        let (source, destination) =
            isAnswer ? (tuple.destination, tuple.source) : (tuple.source, tuple.destination)
        let payload = payload(part, source, destination)
        let ip: [UInt8] =
            switch (source, destination) {
            case (.v4(let source), .v4(let destination)):
                FrameBuilder.ipv4(to: destination, from: source, transport: tuple.number, payload)
            case (.v6(let source), .v6(let destination)):
                FrameBuilder.ipv6(to: destination, from: source, next: tuple.number, payload)
            default: []
            }
        return FrameBuilder.ethernet(
            to: macs[isAnswer ? from : to], from: macs[isAnswer ? to : from],
            type: source.isV4 ? EtherType.ipv4 : EtherType.ipv6, ip)
    }

    private func payload(_ part: Part, _ source: IPAddress, _ destination: IPAddress) -> [UInt8] {
        let isAnswer = part == .answer
        switch tuple.transport {
        case .tcp(let from, let to):
            let (syn, ack): (UInt8, UInt8) = (2, 16)
            let flags = part == .first ? syn : isAnswer ? syn | ack : ack
            return FrameBuilder.tcp(isAnswer ? (to, from) : (from, to), from: source, to: destination, flags: flags, [])
        case .udp(let from, let to):
            return FrameBuilder.udp(isAnswer ? (to, from) : (from, to), from: source, to: destination, [1, 2, 3])
        case .icmp(let type):
            let answers: [UInt8: UInt8] = [8: 0, 13: 14, 128: 129]
            let message: [UInt8] =
                [isAnswer ? answers[type] ?? type : type, 0, 0, 0] + [UInt8](repeating: 0, count: 20)
            guard case .v6(let source) = source, case .v6(let destination) = destination else {
                return FrameBuilder.icmp(message)
            }
            return FrameBuilder.icmpv6(message, from: source, to: destination)
        case .other: return [UInt8](repeating: 7, count: 24)
        }
    }
}
