import NetworkTypes
import Wire

extension ByteWriter {
    /// The actions that only Open vSwitch has; the same bytes in every version, but for what they nest.
    mutating func writeNicira(_ action: Action, version: OpenFlowVersion) {
        switch action {
        case .resubmit(let port, let table): writeResubmit(port, table)
        case .push(let part): writeStack(NiciraAction.push, part)
        case .pop(let part): writeStack(NiciraAction.pop, part)
        case .controller(let maxLength, let userdata, let meter):
            write(ControllerOptions(maxLength: maxLength, userdata: userdata, meter: meter))
        case .conntrack(let conntrack): write(conntrack, version: version)
        case .nat(let nat): write(nat)
        case .clearConntrack:
            let start = beginNicira(NiciraAction.clearConntrack)
            writeZeros(6)
            endNicira(start)
        case .clone(let actions):
            let start = beginNicira(NiciraAction.clone)
            writeZeros(6)
            write(actions, version: version)
            endNicira(start)
        case .conjunction(let id, let clause, let total):
            let start = beginNicira(NiciraAction.conjunction)
            write(clause)
            write(total)
            write(id)
            endNicira(start)
        default: writeRareNicira(action)
        }
    }

    mutating func writeResubmit(
        _ port: PortNumber?, _ table: UInt8, subtype: UInt16 = NiciraAction.resubmitTable
    ) {
        let start = beginNicira(subtype)
        write((port ?? .inPort).narrow)
        write(table)
        writeZeros(3)
        endNicira(start)
    }

    private mutating func writeStack(_ subtype: UInt16, _ part: SubField) {
        let field = part.field.forActions
        let start = beginNicira(subtype)
        write(UInt16(part.offset))
        writeOXMHeader(field.layout.nicira, byteCount: field.byteCount)
        // In actions in_port has sixteen bits.
        write(UInt16(min(part.bits, field.bits)))
        // The fields of experimenters have longer heads.
        writeZeros(24 - (count - start))
        endNicira(start)
    }

    private mutating func write(_ conntrack: Conntrack, version: OpenFlowVersion) {
        let start = beginNicira(NiciraAction.conntrack)
        write(UInt16((conntrack.commit ? 1 : 0) | (conntrack.force ? 2 : 0)))
        switch conntrack.zone {
        case .number(let zone):
            write(UInt32(0))
            write(zone)
        case .field(let part):
            let field = part.field.forActions
            writeOXMHeader(field.layout.nicira, byteCount: field.byteCount)
            write(UInt16(part.offset << 6 | (part.bits - 1)))
        }
        write(conntrack.table ?? 0xff)
        writeZeros(3)
        write(conntrack.helper)
        write(conntrack.actions, version: version)
        endNicira(start)
    }

    private mutating func write(_ nat: NAT) {
        let start = beginNicira(NiciraAction.nat)
        writeZeros(2)
        write(nat.flags.rawValue)
        var present: UInt16 = 0
        let presentOffset = count
        write(present)
        if let range = nat.ipv4 {
            present |= 1
            write(range.lowerBound.rawValue)
            if range.upperBound != range.lowerBound {
                present |= 2
                write(range.upperBound.rawValue)
            }
        }
        if let range = nat.ipv6 {
            present |= 4
            write(range.lowerBound.rawValue, byteCount: 16)
            if range.upperBound != range.lowerBound {
                present |= 8
                write(range.upperBound.rawValue, byteCount: 16)
            }
        }
        if let range = nat.ports {
            present |= 16
            write(range.lowerBound)
            if range.upperBound != range.lowerBound {
                present |= 32
                write(range.upperBound)
            }
        }
        patch(present, at: presentOffset)
        endNicira(start)
    }
}

extension PortNumber {
    /// The 16-bit form that Nicira's actions have: reserved ports are 0xff00… there.
    var narrow: UInt16 { UInt16(truncatingIfNeeded: rawValue) }

    init(narrow: UInt16) { self.init(narrow >= 0xff00 ? UInt32(narrow) | 0xffff_0000 : UInt32(narrow)) }
}
