import NetworkTypes
import TestSupport

@testable import OpenFlow

/// Actions of every kind, in the form in which a switch describes them.
struct ActionGenerator {
    var random: SeededGenerator

    init(seed: UInt64) { random = SeededGenerator(seed: seed) }

    mutating func number<T: FixedWidthInteger>(_ range: ClosedRange<T>) -> T { T.random(in: range, using: &random) }
    mutating func any<T: FixedWidthInteger>(_ type: T.Type = T.self) -> T {
        // Ends and small numbers as often as others.
        switch number(0...3) {
        case 0: T(number(0...3))
        case 1: T.max - T(number(0...3))
        default: T.random(in: .min ... .max, using: &random)
        }
    }
    mutating func chance() -> Bool { Bool.random(using: &random) }
    mutating func pick<T>(_ values: [T]) -> T { values[number(0...(values.count - 1))] }
    mutating func bytes(_ count: ClosedRange<Int>) -> [UInt8] { (0..<number(count)).map { _ in any() } }
    mutating func port() -> PortNumber {
        chance() ? PortNumber(number(1...0xfeff)) : PortNumber(number(0xffff_fff8...0xffff_ffff))
    }
    /// A port that a packet may go out of.
    mutating func outPort() -> PortNumber {
        chance()
            ? PortNumber(number(1...0xfeff)) : PortNumber(pick([0xffff_fff8, 0xffff_fffa, 0xffff_fffb, 0xffff_fffe]))
    }

    /// Fields that Open vSwitch lets actions write whatever the packet.
    static let freeFields: [Field] =
        (0...15).map { Field.register($0) } + (0...7).map { Field.xregister($0) }
        + (0...3).map { Field.xxregister($0) } + [
            .metadata, .packetMark, .tunnelID, .tunnelIPv4Source, .tunnelIPv4Destination, .tunnelIPv6Source,
            .tunnelIPv6Destination, .tunnelGBPID, .tunnelGBPFlags, .ethernetSource, .ethernetDestination,
        ]

    mutating func value(_ field: Field) -> UInt128 { any(UInt128.self) & field.fullMask }

    mutating func part(bits: ClosedRange<Int>, of fields: [Field] = freeFields) -> SubField {
        let field = pick(fields.filter { $0.bits >= bits.lowerBound })
        let width = number(bits.lowerBound...min(bits.upperBound, field.bits))
        let offset = number(0...(field.bits - width))
        return SubField(field, offset..<offset + width)
    }

    mutating func action(_ kind: ActionKind) -> Action {
        switch kind {
        case .output: chance() ? .output(outPort()) : .output(.controller, maxLength: any())
        case .group: .group(any())
        case .setField: setField(pick(Self.freeFields))
        case .move: move()
        case .resubmit: .resubmit(port: chance() ? nil : PortNumber(number(1...0xfeff)), table: any())
        case .push: .push(part(bits: 1...128))
        case .pop: .pop(part(bits: 1...128))
        case .pushVLAN: .pushVLAN(pick([0x8100, 0x88a8]))
        case .popVLAN: .popVLAN
        case .decrementTTL: .decrementTTL
        case .setQueue: .setQueue(any())
        case .meter: .meter(any())
        case .controller: .controller(maxLength: any(), userdata: bytes(1...20), meter: chance() ? nil : number(1...9))
        case .conntrack: .conntrack(conntrack())
        case .nat: .nat(nat())
        case .clearConntrack: .clearConntrack
        case .clone:
            .clone((0..<number(1...3)).map { _ in action(pick([.setField, .output, .exit, .note, .popQueue])) })
        case .conjunction: conjunction()
        default: rareAction(kind)
        }
    }

    private mutating func rareAction(_ kind: ActionKind) -> Action {
        switch kind {
        case .copyTTLOut: .copyTTLOut
        case .copyTTLIn: .copyTTLIn
        case .setMPLSTTL: .setMPLSTTL(any())
        case .decrementMPLSTTL: .decrementMPLSTTL
        case .pushMPLS: .pushMPLS(pick([0x8847, 0x8848]))
        case .popMPLS: .popMPLS(any())
        case .pushPBB: .pushPBB(0x88e7)
        case .popPBB: .popPBB
        case .setTTL: .setTTL(any())
        case .decrementTTLForControllers: .decrementTTLForControllers((0..<number(1...6)).map { _ in any() })
        case .decrementNSHTTL: .decrementNSHTTL
        case .setTunnel: setTunnel()
        case .popQueue: .popQueue
        case .resubmitOriginal:
            chance()
                ? .resubmitOriginal(port: PortNumber(number(1...0xfeff)), table: number(0...254))
                : .resubmitOriginal(port: nil, table: any())
        case .outputField: .outputField(part(bits: 1...64), maxLength: 0xffff)
        case .outputTruncated: .outputTruncated(outPort(), maxLength: number(14...UInt32.max))
        case .controllerWith: controller()
        case .learn: .learn(learn())
        case .multipath: multipath()
        case .bundle: bundle()
        case .sample: sample()
        case .note: .note((0..<(6 + 8 * number(0...3))).map { _ in any() })
        case .exit: .exit
        case .finTimeout: .finTimeout(idle: any(), hard: any())
        case .writeMetadata: .writeMetadata(any(), mask: any())
        case .encap: encap()
        case .decap: .decap(packetType: chance() ? 0xfffe : pick([0, 0x1_894f, 0x1_0800]))
        case .checkPacketLarger: .checkPacketLarger(length: any(), result: part(bits: 1...1))
        case .deleteField: .deleteField(pick(Self.freeFields))
        case .setTunnelMetadata: .setTunnelMetadata(TunnelMetadata(number(0...63), [number(1...255)] + bytes(0...123)))
        default: .unknown([0xff, 0xff, 0, 16, 0, 0xab, 0xcd, 0xef] + (0..<8).map { _ in any() })
        }
    }

    mutating func setField(_ field: Field) -> Action {
        let mask = value(field)
        guard field.isMaskable, chance(), mask != 0, mask != field.fullMask else {
            return .setField(MatchField(field, value(field)))
        }
        return .setField(MatchField(unchecked: field, value(field), mask: mask))
    }

    private mutating func move() -> Action {
        let source = part(bits: 1...128)
        let destination = pick(Self.freeFields.filter { $0.bits >= source.bits })
        let offset = number(0...(destination.bits - source.bits))
        return .move(from: source, to: SubField(destination, offset..<offset + source.bits))
    }

    private mutating func setTunnel() -> Action {
        if chance() { return .setTunnel(UInt64(any(UInt32.self)), isWide: false) }
        return .setTunnel(any(), isWide: true)
    }

    private mutating func conjunction() -> Action {
        let count: UInt8 = number(2...64)
        return .conjunction(id: any(), clause: number(0...(count - 1)), count: count)
    }

    private mutating func controller() -> Action {
        let options = ControllerOptions(
            maxLength: any(), controllerID: number(1...9), reason: pick([0, 1, 2, 3, 4, 5]),
            userdata: chance() ? [] : bytes(1...9), pauses: chance(), meter: chance() ? nil : number(1...9))
        return .controllerWith(options)
    }

    private mutating func sample() -> Action {
        .sample(
            Sample(
                probability: number(1...UInt16.max), collectorSet: any(), observationDomain: any(),
                observationPoint: any(), port: chance() ? nil : PortNumber(number(1...0xfeff)),
                direction: pick(Sample.Direction.allCases)))
    }

    private mutating func multipath() -> Action {
        let lastLink: UInt16 = number(0...1000)
        return .multipath(
            Multipath(
                pick(HashFields.allCases), basis: any(), algorithm: pick(Multipath.Algorithm.allCases),
                lastLink: lastLink, argument: number(0...0x7fff_ffff), to: part(bits: 16...64)))
    }

    private mutating func bundle() -> Action {
        .bundle(
            PortBundle(
                pick(HashFields.allCases), basis: any(), algorithm: pick(PortBundle.Algorithm.allCases),
                members: (0..<number(1...7)).map { _ in PortNumber(number(1...0xfeff)) },
                to: chance() ? nil : part(bits: 16...64)))
    }

    private mutating func encap() -> Action {
        guard chance() else { return .encap(Encap(pick([Encap.ethernet, Encap.mpls, Encap.mplsMulticast]))) }
        var properties: [Encap.Property] = [.nshMetadataType(number(1...2))]
        for _ in 0..<number(0...2) {
            // Text drops zeros in front.
            properties.append(.nshMetadata(class: any(), type: any(), [number(1...255)] + bytes(0...12)))
        }
        return .encap(Encap(Encap.nsh, properties))
    }

    private mutating func nat() -> NAT {
        let kinds: [NAT.Flags] = [[], .source, .destination]
        let kind = pick(kinds)
        guard !kind.isEmpty, chance() else { return NAT(kind) }
        var nat = NAT(kind.union(pick([[], .persistent, .protocolHash, [.persistent, .protocolRandom]])))
        if chance() {
            let least: UInt32 = number(1...0xffff_0000)
            nat.ipv4 = IPv4Address(rawValue: least)...IPv4Address(rawValue: least + number(0...0xffff))
        } else {
            let least = UInt128(0xfd00) << 112 | UInt128(number(1...UInt64.max - 0xffff))
            nat.ipv6 = IPv6Address(rawValue: least)...IPv6Address(rawValue: least + UInt128(number(0...0xffff)))
        }
        if chance() {
            let least: UInt16 = number(1...60000)
            nat.ports = least...(least + number(0...5000))
        }
        return nat
    }

    private mutating func conntrack() -> Conntrack {
        let commit = chance()
        var actions: [Action] = []
        if commit {
            if chance() { actions.append(.nat(nat())) }
            if chance() { actions.append(setField(.ctMark)) }
            if chance() { actions.append(setField(.ctLabel)) }
        } else if chance() {
            actions.append(.nat(NAT()))
        }
        return Conntrack(
            commit: commit, force: commit && chance(),
            zone: chance() ? .number(any()) : .field(part(bits: 16...16)), table: chance() ? nil : number(0...254),
            helper: pick([0, 21, 69]), actions: actions)
    }

    private mutating func learn() -> Learn {
        var learn = Learn(table: number(0...254), priority: any(), cookie: any())
        if chance() { learn.idleTimeout = any() }
        if chance() { learn.hardTimeout = any() }
        if chance() { learn.finIdleTimeout = any() }
        if chance() { learn.finHardTimeout = any() }
        learn.flags = pick([[], .sendFlowRemoved, .deleteLearned, [.sendFlowRemoved, .deleteLearned]])
        if chance() { learn.limit = number(0...0x7fff_ffff) }
        if chance() { learn.result = part(bits: 1...1) }
        learn.specifications = (0..<number(0...4)).map { _ in specification() }
        return learn
    }

    private mutating func specification() -> Learn.Specification {
        let field = part(bits: 1...128)
        let sources = Self.freeFields.filter { $0.bits >= field.bits }
        let source = pick(sources)
        let offset = number(0...(source.bits - field.bits))
        let from = chance() ? field : SubField(source, offset..<offset + field.bits)
        switch number(0...4) {
        case 0: return .match(field, from: from)
        case 1: return .matchValue(field, any(UInt128.self) & field.ones)
        case 2: return .load(field, from: from)
        case 3: return .loadValue(field, any(UInt128.self) & field.ones)
        default: return .output(part(bits: 16...64))
        }
    }
}
