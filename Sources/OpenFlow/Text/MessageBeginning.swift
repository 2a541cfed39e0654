/// What the first bytes of a message say of its kind: switches cut the messages that their errors are about.
struct MessageBeginning {
    let version: OpenFlowVersion
    let xid: UInt32
    /// As `Message.typeName` has it.
    let name: String

    /// nil: too few bytes, or no message that Open vSwitch knows.
    init?(_ bytes: [UInt8]) {
        guard bytes.count >= MessageHeader.byteCount, let version = OpenFlowVersion(rawValue: bytes[0]),
            let xid = Self.word(bytes, at: 4), let name = Self.name(of: bytes, version: version)
        else { return nil }
        self.version = version
        self.xid = xid
        self.name = name
    }

    var head: String { TextWriter.text { $0.write(headOf: name, version, xid) } }

    private static func name(of bytes: [UInt8], version: OpenFlowVersion) -> String? {
        let type = bytes[1]
        switch type {
        case MessageType.experimenter:
            guard let experimenter = word(bytes, at: 8), let number = word(bytes, at: 12) else { return nil }
            return extensionName(experimenter, number, version)
        case MessageType.multipartRequest, MessageType.multipartReply:
            let suffix = type == MessageType.multipartRequest ? " request" : " reply"
            return multipartName(of: bytes, version: version).map { $0 + suffix }
        // Of 1.3 only, and of 1.4 and later only.
        case MessageType.queueConfigurationRequest, MessageType.queueConfigurationReply:
            return version == .v1_3 ? types[Int(type)] : nil
        case MessageType.roleStatus...MessageType.bundleAdd: return version > .v1_3 ? types[Int(type)] : nil
        default: return Int(type) < types.count ? types[Int(type)] : nil
        }
    }

    /// The types of multipart messages stand behind the header, the experimenters' eight bytes behind that.
    private static func multipartName(of bytes: [UInt8], version: OpenFlowVersion) -> String? {
        guard bytes.count >= 16, let type = word(bytes, at: 8).map({ $0 >> 16 }) else { return nil }
        if type == MultipartType.experimenter {
            guard let experimenter = word(bytes, at: 16), let number = word(bytes, at: 20) else { return nil }
            switch (experimenter, number) {
            case (Experimenter.nicira, ExperimenterMultipart.ipfixBridge): return "NXST_IPFIX_BRIDGE"
            case (Experimenter.nicira, ExperimenterMultipart.ipfixFlow): return "NXST_IPFIX_FLOW"
            case (Experimenter.onf, ExperimenterMultipart.flowMonitor):
                return version == .v1_3 ? "ONFST_FLOW_MONITOR" : nil
            default: return nil
            }
        }
        // Tables and queues are described, and flows watched, from 1.4 on.
        let count = version == .v1_3 ? 14 : multipartTypes.count
        return type < count ? multipartTypes[Int(type)] : nil
    }

    private static func extensionName(_ experimenter: UInt32, _ number: UInt32, _ version: OpenFlowVersion) -> String? {
        switch experimenter {
        case Experimenter.nicira: number == ExperimenterMessage.setAsync && version > .v1_3 ? nil : nicira[number]
        case Experimenter.onf: version == .v1_3 ? onf[number] : nil
        default: nil
        }
    }

    /// Big endian; nil: the bytes end before.
    private static func word(_ bytes: [UInt8], at offset: Int) -> UInt32? {
        guard offset + 4 <= bytes.count else { return nil }
        return bytes[offset..<(offset + 4)].reduce(0) { $0 << 8 | UInt32($1) }
    }

    /// OFPT_*, by number.
    private static let types = [
        "HELLO", "ERROR", "ECHO_REQUEST", "ECHO_REPLY", "EXPERIMENTER", "FEATURES_REQUEST", "FEATURES_REPLY",
        "GET_CONFIG_REQUEST", "GET_CONFIG_REPLY", "SET_CONFIG", "PACKET_IN", "FLOW_REMOVED", "PORT_STATUS",
        "PACKET_OUT", "FLOW_MOD", "GROUP_MOD", "PORT_MOD", "TABLE_MOD", "MULTIPART_REQUEST", "MULTIPART_REPLY",
        "BARRIER_REQUEST", "BARRIER_REPLY", "QUEUE_GET_CONFIG_REQUEST", "QUEUE_GET_CONFIG_REPLY", "ROLE_REQUEST",
        "ROLE_REPLY", "GET_ASYNC_REQUEST", "GET_ASYNC_REPLY", "SET_ASYNC", "METER_MOD", "ROLE_STATUS",
        "TABLE_STATUS", "REQUESTFORWARD", "BUNDLE_CONTROL", "BUNDLE_ADD_MESSAGE",
    ].map { "OFPT_" + $0 }

    /// OFPMP_*, by number.
    private static let multipartTypes = [
        "DESC", "FLOW", "AGGREGATE", "TABLE", "PORT", "QUEUE", "GROUP", "GROUP_DESC", "GROUP_FEATURES", "METER",
        "METER_CONFIG", "METER_FEATURES", "TABLE_FEATURES", "PORT_DESC", "TABLE_DESC", "QUEUE_DESC", "FLOW_MONITOR",
    ].map { "OFPST_" + $0 }

    /// NXT_* of `nicira-ext.h`.
    private static let nicira: [UInt32: String] = [
        10: "NXT_ROLE_REQUEST", 11: "NXT_ROLE_REPLY", 13: "NXT_FLOW_MOD", 14: "NXT_FLOW_REMOVED",
        15: "NXT_FLOW_MOD_TABLE_ID", 16: "NXT_SET_PACKET_IN_FORMAT", 17: "NXT_PACKET_IN", 18: "NXT_FLOW_AGE",
        19: "NXT_SET_ASYNC_CONFIG", 20: "NXT_SET_CONTROLLER_ID", 24: "NXT_TLV_TABLE_MOD",
        25: "NXT_TLV_TABLE_REQUEST", 26: "NXT_TLV_TABLE_REPLY", 27: "NXT_SET_ASYNC_CONFIG2", 28: "NXT_RESUME",
        29: "NXT_CT_FLUSH_ZONE", 30: "NXT_PACKET_IN2", 32: "NXT_CT_FLUSH",
    ]

    /// The ONF's extensions for 1.3.
    private static let onf: [UInt32: String] = [
        1870: "ONFT_FLOW_MONITOR_CANCEL", 1871: "ONFT_FLOW_MONITOR_PAUSED", 1872: "ONFT_FLOW_MONITOR_RESUMED",
        1911: "ONFT_ROLE_STATUS", 2300: "ONFT_BUNDLE_CONTROL", 2301: "ONFT_BUNDLE_ADD_MESSAGE",
        2350: "ONFT_REQUESTFORWARD",
    ]
}
