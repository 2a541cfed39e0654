import Policy
import TestSupport
import Testing

@Suite("Sets of protocols")
struct ProtocolSetTests {
    /// A packet's family, IP protocol, and port or ICMP type.
    private struct Sample {
        let isV4: Bool
        let number: UInt8
        let detail: UInt16

        func isIn(_ protocols: [RuleProtocol]) -> Bool { protocols.contains { isIn($0) } }

        private func isIn(_ rule: RuleProtocol) -> Bool {
            switch rule {
            case .any: true
            case .tcp(let ports): number == 6 && ports.contains(detail)
            case .udp(let ports): number == 17 && ports.contains(detail)
            case .icmp(let type): isV4 && number == 1 && (type.map { UInt16($0) == detail } ?? true)
            case .icmp6(let type): !isV4 && number == 58 && (type.map { UInt16($0) == detail } ?? true)
            case .ip(let other): number == other
            }
        }

        /// Every packet that a few small protocols can tell apart.
        static let all = [true, false].flatMap { isV4 in
            [UInt8(0), 1, 6, 17, 58, 89].flatMap { number in
                [UInt16(0), 1, 2, 3, 4, 5, 8, 128, 65535].map { Sample(isV4: isV4, number: number, detail: $0) }
            }
        }
    }

    private func protocols(using generator: inout SeededGenerator) -> [RuleProtocol] {
        (0..<Int.random(in: 1...4, using: &generator)).map { _ in
            let low = UInt16.random(in: 1...4, using: &generator)
            let ports =
                Int.random(in: 0...5, using: &generator) == 0
                ? 0...65535 : low...UInt16.random(in: low...5, using: &generator)
            switch Int.random(in: 0..<12, using: &generator) {
            case 0: return .any
            case 1...4: return .tcp(ports)
            case 5, 6: return .udp(ports)
            case 7: return .icmp(type: [nil, 8, 3].randomElement(using: &generator) ?? nil)
            case 8: return .icmp6(type: [nil, 128, 3].randomElement(using: &generator) ?? nil)
            default: return .ip([1, 6, 17, 58, 89].randomElement(using: &generator) ?? 6)
            }
        }
    }

    @Test("One set holds another exactly when it holds each of its packets", arguments: Seeds.range(20, nightly: 500))
    func superset(seed: UInt64) {
        var generator = SeededGenerator(seed: seed)
        for _ in 0..<200 {
            let (left, right) = (protocols(using: &generator), protocols(using: &generator))
            let holds = Sample.all.allSatisfy { !$0.isIn(right) || $0.isIn(left) }
            let holdsBack = Sample.all.allSatisfy { !$0.isIn(left) || $0.isIn(right) }
            let (outer, inner) = (ProtocolSet(left), ProtocolSet(right))
            #expect(outer.isSuperset(of: inner) == holds, "\(outer) and \(inner)")
            #expect((outer == inner) == (holds && holdsBack), "\(outer) and \(inner)")
            let both = ProtocolSet(left + right)
            #expect(both.isSuperset(of: outer) && both.isSuperset(of: inner))
            #expect((both == outer) == holds)
            #expect(ProtocolSet(outer.normalised) == outer, "\(outer)")
            #expect((outer.normalised == inner.normalised) == (outer == inner), "\(outer) and \(inner)")
        }
    }

    @Test("A set is what it holds, and prints as it was written")
    func equality() {
        #expect(ProtocolSet([.tcp(1...9), .tcp(10...10)]) == ProtocolSet([.tcp(1...10)]))
        #expect(ProtocolSet([.tcp(0...65535)]) == ProtocolSet([.ip(6)]))
        #expect(ProtocolSet([.icmp(type: nil)]) != ProtocolSet([.ip(1)]), "ip/1 is over IPv6 too")
        #expect(ProtocolSet((0...255).map { .ip($0) }) == ProtocolSet([.any]))
        #expect(ProtocolSet([.tcp(443...443), .icmp(type: 8)]).description == "[tcp/443, icmp/echo]")
    }

    @Test(
        "Sets that hold the same are written alike",
        arguments: [
            ([.tcp(10...10), .tcp(1...9)], "tcp/1-10"), ([.ip(17), .ip(6), .udp(5...6)], "tcp, udp"),
            ([.icmp(type: 4), .icmp(type: 3), .icmp6(type: 128)], "icmp/3, icmp/4, icmp6/echo"),
            ([.ip(255), .ip(0), .ip(5), .tcp(0...65535)], "ip/0, ip/5, tcp, ip/255"),
            ([.icmp(type: nil), .icmp(type: 8), .ip(58)], "icmp, ip/58"), ([.icmp(type: nil), .ip(1)], "ip/1"),
            ((0...255).map { .ip($0) }, "any"),
        ] as [([RuleProtocol], String)])
    func normalised(protocols: [RuleProtocol], text: String) {
        #expect(ProtocolSet(protocols).normalised.map(\.description).joined(separator: ", ") == text)
    }
}
