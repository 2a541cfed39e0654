import NetworkTypes

extension Action {
    /// The actions that flows of the controller do not have.
    var rareText: String {
        switch self {
        case .pushVLAN(let etherType): "push_vlan:\(TextValue.padded(etherType, digits: 4))"
        case .controller(let maxLength, let userdata, let meter):
            ControllerOptions(maxLength: maxLength, userdata: userdata, meter: meter).description
        case .controllerWith(let options): options.description
        case .nat(let nat): nat.description
        case .unknown(let bytes): "unknown(\(TextValue.dotted(bytes)))"
        case .copyTTLOut: "copy_ttl_out"
        case .copyTTLIn: "copy_ttl_in"
        case .setMPLSTTL(let value): "set_mpls_ttl(\(value))"
        case .decrementMPLSTTL: "dec_mpls_ttl"
        case .pushMPLS(let etherType): "push_mpls:\(TextValue.padded(etherType, digits: 4))"
        case .popMPLS(let etherType): "pop_mpls:\(TextValue.padded(etherType, digits: 4))"
        case .pushPBB(let etherType): "push_pbb:\(TextValue.padded(etherType, digits: 4))"
        case .popPBB: "pop_pbb"
        case .setTTL(let value): "mod_nw_ttl:\(value)"
        case .decrementTTLForControllers(let ids): "dec_ttl(\(ids.map(String.init).joined(separator: ",")))"
        case .decrementNSHTTL: "dec_nsh_ttl"
        case .setTunnel(let id, let isWide):
            "set_tunnel\(isWide || id > UInt64(UInt32.max) ? "64" : ""):\(TextValue.alternate(id))"
        case .popQueue: "pop_queue"
        case .outputField(let part, _): "output:\(part.text)"
        case .outputTruncated(let port, let maxLength):
            "output(port=\(TextValue.port(port)),max_len=\(maxLength))"
        case .learn(let learn): learn.description
        case .multipath(let multipath): multipath.description
        case .bundle(let bundle): bundle.description
        case .sample(let sample): sample.description
        case .note(let bytes): "note:\(TextValue.dotted(bytes))"
        case .exit: "exit"
        case .finTimeout(let idle, let hard): Self.finTimeout(idle, hard)
        case .writeMetadata(let value, let mask):
            "write_metadata:\(TextValue.alternate(value))" + (mask == .max ? "" : "/\(TextValue.alternate(mask))")
        case .encap(let encap): encap.description
        case .decap(let packetType): Self.decap(packetType)
        case .checkPacketLarger(let length, let result): "check_pkt_larger(\(length))->\(result.text)"
        case .setTunnelMetadata(let metadata):
            "set_field:\(TextWriter.text { $0.write(metadata) })->\(metadata.field.name)"
        case .deleteField(let field): "delete_field:\(field.name)"
        default: preconditionFailure("the plain actions are written elsewhere")
        }
    }

    private static func finTimeout(_ idle: UInt16, _ hard: UInt16) -> String {
        var parts: [String] = []
        if idle != 0 { parts.append("idle_timeout=\(idle)") }
        if hard != 0 { parts.append("hard_timeout=\(hard)") }
        return "fin_timeout(\(parts.joined(separator: ",")))"
    }

    private static func decap(_ packetType: UInt32) -> String {
        // 0xfffe: what the header says comes next.
        if packetType == 0xfffe { return "decap()" }
        return "decap(packet_type(ns=\(packetType >> 16),type=\(TextValue.alternate(packetType & 0xffff))))"
    }
}

extension ControllerOptions: CustomStringConvertible {
    /// As ovs-ofctl writes it: `controller(reason=no_match,max_len=64,id=3,userdata=01.02,pause,meter_id=4)`.
    public var description: String {
        if case .output = action { return "CONTROLLER:\(maxLength)" }
        var parts: [String] = []
        if reason != 1 { parts.append("reason=\(Self.reasonText(reason))") }
        if maxLength != 0xffff { parts.append("max_len=\(maxLength)") }
        if controllerID != 0 { parts.append("id=\(controllerID)") }
        if !userdata.isEmpty { parts.append("userdata=\(TextValue.dotted(userdata))") }
        if pauses { parts.append("pause") }
        if let meter { parts.append("meter_id=\(meter)") }
        return "controller(\(parts.joined(separator: ",")))"
    }

    static let reasons = ["no_match", "action", "invalid_ttl", "action_set", "group", "packet_out", "", ""]

    private static func reasonText(_ reason: UInt8) -> String {
        Int(reason) < reasons.count ? reasons[Int(reason)] : String(reason)
    }
}

extension Multipath: CustomStringConvertible {
    /// As ovs-ofctl writes it: `multipath(eth_src,50,modulo_n,1,0,NXM_NX_REG0[])`.
    public var description: String {
        "multipath(\(fields),\(basis),\(algorithm.text),\(Int(lastLink) + 1),\(argument),\(destination.text))"
    }
}

extension Multipath.Algorithm {
    var text: String {
        switch self {
        case .modulo: "modulo_n"
        case .hashThreshold: "hash_threshold"
        case .highestRandomWeight: "hrw"
        case .iterativeHash: "iter_hash"
        }
    }
}

extension PortBundle: CustomStringConvertible {
    /// As ovs-ofctl writes it: `bundle_load(eth_src,0,hrw,ofport,NXM_NX_REG0[],members:4,8)`.
    public var description: String {
        let place = destination.map { $0.text + "," } ?? ""
        let members = members.map(TextValue.port).joined(separator: ",")
        return "bundle\(destination == nil ? "" : "_load")(\(fields),\(basis),\(algorithm.text),ofport,"
            + "\(place)members:\(members))"
    }
}

extension PortBundle.Algorithm {
    var text: String {
        switch self {
        case .activeBackup: "active_backup"
        case .highestRandomWeight: "hrw"
        }
    }
}

extension Sample: CustomStringConvertible {
    /// As ovs-ofctl writes it: `sample(probability=1,collector_set_id=2,obs_domain_id=3,obs_point_id=4)`.
    public var description: String {
        var text = "sample(probability=\(probability),collector_set_id=\(collectorSet)"
        text += ",obs_domain_id=\(observationDomain),obs_point_id=\(observationPoint)"
        if let port { text += ",sampling_port=\(TextValue.port(port))" }
        switch direction {
        case .unspecified: break
        case .ingress: text += ",ingress"
        case .egress: text += ",egress"
        }
        return text + ")"
    }
}
