import NetworkTypes

/// Greetings, configuration, roles and bundles.
extension Hello {
    /// Open vSwitch knows the versions of the first word but 0, and shows the whole message where there is more.
    func text(version: OpenFlowVersion, xid: UInt32) -> String {
        let known = (versions ?? []).filter { (1...31).contains($0) }
        let shown = known.isEmpty ? Set(1...version.rawValue) : known
        let text =
            "\n version bitmap: "
            + shown.sorted().map { "0x" + TextValue.digits($0, count: 2, radix: 16) }.joined(separator: ", ")
        guard !elements.isEmpty || versions != nil && known.isEmpty,
            let message = try? Message.hello(self).encodedIfSendable(version: version, xid: xid)
        else { return text }
        return text + "\n unknown data in hello:\n" + TextValue.dump(message)
    }
}

extension Features {
    /// Bundles and flow monitors are capabilities from 1.4 on.
    func text(version: OpenFlowVersion) -> String {
        var text = " dpid:\(TextValue.digits(datapathID.rawValue, count: 16, radix: 16))\n"
        text += "n_tables:\(tableCount), n_buffers:\(bufferCount)"
        if auxiliaryID != 0 { text += ", auxiliary_id:\(auxiliaryID)" }
        return text + "\ncapabilities: "
            + TextValue.bits(capabilities & (version == .v1_3 ? 0x16f : 0x76f), Self.capabilityNames)
    }

    private static let capabilityNames: [Int: String] = [
        0: "FLOW_STATS", 1: "TABLE_STATS", 2: "PORT_STATS", 3: "GROUP_STATS", 5: "IP_REASM", 6: "QUEUE_STATS",
        8: "PORT_BLOCKED", 9: "BUNDLES", 10: "FLOW_MONITORING",
    ]
}

extension SwitchConfiguration {
    var text: String {
        let names = ["normal", "drop", "reassemble", "nx-match"]
        return " frags=\(names[Int(flags & 3)]) miss_send_len=\(missSendLength)"
    }
}

extension RoleMessage {
    /// A request that changes no role has a generation on the wire, which nobody looks at.
    func text(isRequest: Bool) -> String {
        let hasGeneration = isRequest ? role != .noChange && generation != .max : generation != .max
        return role.text + (hasGeneration ? " generation_id=\(generation)" : "")
    }
}

extension RoleMessage.Role {
    var text: String {
        switch self {
        case .noChange: " role=nochange"
        case .equal: " role=equal"
        case .primary: " role=primary"
        case .secondary: " role=secondary"
        }
    }
}

extension RoleStatus {
    var text: String {
        let reasons = ["primary_request", "configuration_changed", "experimenter_data_changed"]
        let reason = Int(reason.rawValue)
        return role.text + (generation == .max ? "" : " generation_id=\(generation)")
            + " reason=\(reason < reasons.count ? reasons[reason] : "(unknown)")"
    }
}

extension RequestForward {
    func text(version: OpenFlowVersion) -> String {
        switch request {
        case .group(let group): " reason=group_mod" + group.text(version: version)
        case .meter(let meter): " reason=meter_mod" + meter.text
        case .unknown: ""
        }
    }
}

extension BundleControl {
    var text: String {
        let names = [
            "OPEN_REQUEST", "OPEN_REPLY", "CLOSE_REQUEST", "CLOSE_REPLY", "COMMIT_REQUEST", "COMMIT_REPLY",
            "DISCARD_REQUEST", "DISCARD_REPLY",
        ]
        return "\n bundle_id=\(TextValue.withBareZero(bundle)) type=\(names[Int(kind.rawValue)]) flags=\(flags.text)"
    }
}

extension BundleFlags {
    var text: String { TextValue.bits(UInt32(rawValue), [0: "atomic", 1: "ordered"]) }
}

extension BundleAdd {
    var text: String {
        let head = "\n bundle_id=\(TextValue.withBareZero(bundle)) flags=\(flags.text)\n"
        guard message.count >= 8 else { return head }
        let length = Int(message[2]) << 8 | Int(message[3])
        guard let (header, inner) = try? Message.decode(Array(message.prefix(max(length, 8)))),
            let version = OpenFlowVersion(rawValue: header.version)
        else { return head + TextValue.dump(message) }
        switch inner {
        // Those hold messages themselves: depth is the sender's to choose, and is not followed.
        case .bundleAdd, .error: return head + TextValue.dump(message)
        default: return head + inner.text(version: version, xid: header.xid)
        }
    }
}

extension TextValue {
    /// Hexadecimal, with a zero that is bare.
    static func withBareZero(_ value: some BinaryInteger) -> String { value == 0 ? "0" : hexadecimal(value) }
}

extension AsyncConfiguration {
    func text(version: OpenFlowVersion) -> String { role("primary", 1, version) + role("secondary", 0, version) }

    /// Kinds are pairs, secondary first. Reasons that the version does not have are passed over.
    private func role(_ name: String, _ parity: UInt16, _ version: OpenFlowVersion) -> String {
        var text = "\n \(name):\n"
        for (index, (type, allReasons)) in Self.names.enumerated() {
            let reasons = index == 0 && version == .v1_3 ? allReasons.prefix(3) : allReasons[...]
            let mask = Kind(rawValue: UInt16(2 * index) + parity).flatMap { masks[$0] } ?? 0
            text += String(repeating: " ", count: 16 - type.count) + type + ":"
            let start = text.utf8.count
            for (bit, reason) in reasons.enumerated() where mask & 1 << UInt32(bit) != 0 && !reason.isEmpty {
                text += " " + reason
            }
            text += text.utf8.count == start ? " (off)\n" : "\n"
        }
        return text
    }

    private static let names: [(String, [String])] = [
        ("PACKET_IN", ["no_match", "action", "invalid_ttl", "action_set", "group", "packet_out"]),
        ("PORT_STATUS", ["add", "delete", "modify"]),
        ("FLOW_REMOVED", ["idle", "hard", "delete", "group_delete", "meter_delete", "eviction"]),
        ("ROLE_STATUS", ["primary_request", "configuration_changed", "experimenter_data_changed"]),
        ("TABLE_STATUS", ["", "", "", "vacancy_down", "vacancy_up"]),
        ("REQUESTFORWARD", ["group_mod_request", "meter_mod_request"]),
    ]
}

extension NiciraMessage {
    /// Of what has no text in common with a message of the specification.
    var text: String {
        switch self {
        case .roleRequest(let role), .roleReply(let role):
            " role=\(["equal", "primary", "secondary"][Int(role.rawValue)])"
        case .flowModTableID(let isOn): isOn ? " enable" : " disable"
        case .setControllerID(let id): " id=\(id)"
        case .flushConntrackZone(let zone): " zone_id=\(zone)"
        case .flushConntrack(let flush): flush.text
        case .tlvTableModification(let modification): modification.text
        case .tlvTableReply(let table): table.text
        default: ""
        }
    }
}
