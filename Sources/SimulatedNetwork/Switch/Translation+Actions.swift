import NetworkTypes
import OpenFlow

extension Translation {
    mutating func execute(_ actions: [Action]) {
        for action in actions {
            guard !isDone else { return }
            execute(action)
        }
    }

    private mutating func execute(_ action: Action) {
        // No switch takes such a flow, but groups may have it, and a flow can be put in behind the switch's back.
        guard !action.namesTunnelMetadata else { return fail(.unsupported("\(action)")) }
        switch action {
        case .output(let port, let maxLength): output(port, maxLength: maxLength)
        case .group(let id): sendToGroup(id)
        case .setField(let field): set(field)
        case .move(let source, let destination): move(source, to: destination)
        // Changes of the packet stay. Another input port counts for the lookup alone, not for what the flow does.
        case .resubmit(let port, let next): enter(next == 0xff ? table : next, as: port)
        case .push(let part): stack.append((packet.fields[part], part.bits))
        case .pop(let part): pop(part)
        case .pushVLAN(let type): packet.pushTag(type)
        case .popVLAN: packet.popTag()
        case .decrementTTL: decrementTTL()
        case .setQueue: break
        case .meter(let id): passMeter(id)
        case .controller(let maxLength, let userdata, let meter):
            if meter.map(device.exhaustedMeters.contains) != true { sendToController(maxLength, userdata) }
        case .conntrack(let conntrack): track(conntrack)
        case .nat: fail(.unsupported("nat"))
        case .clearConntrack: packet.fields.clearConnection()
        case .clone(let actions): clone(actions)
        // Only says what the flow counts for; the lookup has used it.
        case .conjunction: break
        // Neither changes a packet nor where it goes.
        case .note, .popQueue: break
        case .setTunnel(let id, _): set(MatchField(.tunnelID, id))
        case .copyTTLOut, .copyTTLIn, .setMPLSTTL, .decrementMPLSTTL, .pushMPLS, .popMPLS, .pushPBB, .popPBB, .setTTL,
            .decrementTTLForControllers, .decrementNSHTTL, .resubmitOriginal, .outputField, .outputTruncated,
            .controllerWith, .learn, .multipath, .bundle, .sample, .exit, .finTimeout, .writeMetadata, .encap, .decap,
            .checkPacketLarger, .deleteField, .setTunnelMetadata:
            fail(.unsupported("\(action)"))
        case .unknown: fail(.unsupported("an unknown action"))
        }
    }

    private mutating func set(_ field: MatchField) {
        let mask = field.mask ?? field.field.fullMask
        let target = field.field.withoutAlias
        packet.set(SubField(target), packet.fields[target] & ~mask | field.value)
    }

    private mutating func move(_ source: SubField, to destination: SubField) {
        guard packet.meets(source.field.prerequisites) else { return }
        let value = packet.fields[SubField(source.field.withoutAlias, source.range)]
        packet.set(SubField(destination.field.withoutAlias, destination.range), value)
    }

    private mutating func pop(_ part: SubField) {
        guard let top = stack.popLast() else { return note(.dropped(reason: "pop from an empty stack")) }
        packet.set(SubField(part.field.withoutAlias, part.range), top.value & part.ones)
    }

    private mutating func decrementTTL() {
        let type = packet.fields[.etherType]
        guard type == UInt128(EtherType.ipv4) || type == UInt128(EtherType.ipv6) else { return }
        let timeToLive = packet.fields[.ipTTL]
        guard timeToLive > 1 else {
            sendToController(0xffff, [], reason: .invalidTTL)
            listEnds = true
            return note(.dropped(reason: "time to live"))
        }
        packet.fields[.ipTTL] = timeToLive - 1
    }

    /// A meter that drops inside a clone drops the clone only. What write-actions gathered so far is done to the clone too:
    /// Open vSwitch takes its end for the end of the pipeline.
    private mutating func clone(_ actions: [Action]) {
        let outer = isDropped
        apart {
            $0.execute(actions)
            $0.executeActionSet()
        }
        isDropped = outer
    }
}

extension Field {
    /// `in_port` has a 16-bit form that actions name.
    var withoutAlias: Field { name == Field.inPort.name ? .inPort : self }
}

extension SubField {
    var range: Range<Int> { offset..<offset + bits }
}

extension FieldValues {
    mutating func clearConnection() {
        for field in [
            Field.ctState, .ctZone, .ctMark, .ctLabel, .ctIPv4Source, .ctIPv4Destination, .ctIPv6Source,
            .ctIPv6Destination, .ctProtocol, .ctTransportSource, .ctTransportDestination,
        ] { self[field] = 0 }
    }
}
