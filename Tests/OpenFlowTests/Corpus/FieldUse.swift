import NetworkTypes

@testable import OpenFlow

/// The places where a field may stand.
enum FieldUse: String, CaseIterable, Sendable {
    case match, maskedMatch, setField, maskedSetField, setPart, moveFrom, moveTo, push, pop, learnMatch, learnLoad
    case learnFrom, outputField, multipathTo, bundleTo, checkPacketLargerTo, conntrackZone, deleteField

    /// A flow with `field` in this place; nil where the place does not take a field of its width or kind.
    func flow(_ field: Field) -> Flow? {
        switch self {
        case .match: return flow(matching: [MatchField(field, FieldSamples.value(field))])
        case .maskedMatch: return FieldSamples.masked(field).map { flow(matching: [$0]) }
        case .learnMatch, .learnLoad:
            return Flow(table: 0, priority: 0, cookie: 0, match: Match(), actions: [.learn(learn(field))])
        default: break
        }
        guard let action = action(field) else { return nil }
        let subject = FieldSamples.prerequisites(field)
        return Flow(table: 0, priority: 0, cookie: 0, match: Match(subject), actions: [wrapped(action, field)])

        func flow(matching fields: [MatchField]) -> Flow {
            let all = FieldSamples.prerequisites(field) + fields
            return Flow(table: 0, priority: 0, cookie: 0, match: Match(all), actions: [.output(PortNumber(1))])
        }
    }

    /// Bits that Open vSwitch lets parts name.
    private static func bits(_ field: Field) -> Int {
        switch field {
        case .tunnelFlags: 1
        case .inPort: 16
        default: field.partBits
        }
    }

    private func action(_ field: Field) -> Action? {
        let whole = SubField(field, 0..<Self.bits(field))
        switch self {
        case .match, .maskedMatch, .learnMatch, .learnLoad: return nil
        case .setField: return .setField(MatchField(field, FieldSamples.value(field)))
        case .maskedSetField: return FieldSamples.masked(field).map { .setField($0) }
        case .setPart:
            let width = Self.bits(field) / 2
            return width == 0
                ? nil : .setField(SubField(field, 0..<width), FieldSamples.value(field) & (1 << UInt128(width) - 1))
        case .moveFrom: return .move(from: whole, to: SubField(.xxregister(1), 0..<Self.bits(field)))
        case .moveTo: return .move(from: SubField(.xxregister(0), 0..<Self.bits(field)), to: whole)
        case .push: return .push(whole)
        case .pop: return .pop(whole)
        case .learnFrom:
            let place = SubField(.xxregister(2), 0..<Self.bits(field))
            return .learn(Learn(table: 1, [.load(place, from: whole)]))
        case .outputField: return .outputField(SubField(field, 0..<min(Self.bits(field), 32)), maxLength: 0xffff)
        case .multipathTo:
            guard Self.bits(field) >= 16 else { return nil }
            return .multipath(
                Multipath(
                    .symmetricL4, algorithm: .modulo, lastLink: 3, to: SubField(field, 0..<min(Self.bits(field), 64))))
        case .bundleTo:
            guard Self.bits(field) >= 16 else { return nil }
            return .bundle(
                PortBundle(
                    .symmetricL4, algorithm: .activeBackup, members: [PortNumber(1), PortNumber(2)],
                    to: SubField(field, 0..<min(Self.bits(field), 64))))
        case .checkPacketLargerTo: return .checkPacketLarger(length: 1400, result: SubField(field, 0..<1))
        case .conntrackZone:
            guard Self.bits(field) >= 16 else { return nil }
            return .conntrack(Conntrack(zone: .field(SubField(field, 0..<16)), table: 1))
        case .deleteField: return .deleteField(field)
        }
    }

    /// Marks and labels of connections are written while they are committed.
    private func wrapped(_ action: Action, _ field: Field) -> Action {
        isWrapped(field) ? .conntrack(Conntrack(commit: true, actions: [action])) : action
    }

    private func isWrapped(_ field: Field) -> Bool {
        guard field == .ctMark || field == .ctLabel else { return false }
        switch self {
        case .setField, .maskedSetField, .setPart, .moveTo: return true
        default: return false
        }
    }

    private func learn(_ field: Field) -> Learn {
        var specifications = FieldSamples.prerequisites(field).map { needed -> Learn.Specification in
            // A connection's state is compared by one bit, a tag by its identifier.
            guard let mask = needed.mask else {
                let whole = SubField(needed.field)
                return .matchValue(whole, needed.value & whole.ones)
            }
            let bit = mask.trailingZeroBitCount
            return .matchValue(SubField(needed.field, bit..<bit + 1), 1)
        }
        let source = SubField(.xxregister(0), 0..<Self.bits(field))
        let whole = SubField(field, 0..<Self.bits(field))
        specifications.append(self == .learnMatch ? .match(whole, from: source) : .load(whole, from: source))
        return Learn(table: 1, specifications)
    }
}

extension FieldUse {
    /// What the flow must match beside the field's own prerequisites: conntrack is for IP packets, and an identifier is
    /// written into a tag.
    func surroundings(_ field: Field) -> [MatchField] {
        if field == .vlanVID, !isMatch { return [MatchField(.vlanVID, 0x1000, mask: 0x1000)] }
        guard self == .conntrackZone || isWrapped(field),
            !FieldSamples.prerequisites(field).contains(where: { $0.field == .etherType })
        else { return [] }
        return [MatchField(.etherType, UInt128(EtherType.ipv4))]
    }

    var isMatch: Bool { self == .match || self == .maskedMatch }
}
