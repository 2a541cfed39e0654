@testable import OpenFlow

/// Where Open vSwitch 3.1 answers otherwise than by taking a flow and describing it as it was sent.
enum ExpectedAnswers {
    struct Refusal: Sendable {
        let error: String
        let reason: String

        init(_ error: String, _ reason: String) {
            self.error = error
            self.reason = reason
        }
    }

    private static let access: [String: FieldAccess] = .init(
        FieldRegistry.entries.map { ($0.symbol, $0.access) }, uniquingKeysWith: { first, _ in first })

    static func refusal(of subject: String, version: OpenFlowVersion) -> Refusal? {
        let words = subject.split(separator: " ").map(String.init)
        guard let first = words.first, let use = FieldUse(rawValue: first), let symbol = words.last else {
            if subject == "instruction meter", version == .v1_5 {
                return Refusal("OFPBIC_UNKNOWN_INST", "1.5 has an action in its place")
            }
            return actions[subject]
        }
        if let tagged = tags[subject], tagged.versions.contains(version) { return tagged.refusal }
        if access[symbol] == .absent { return Refusal(use.errorWithoutField(version), "no such field") }
        if use.isMatch {
            return ownFlows.contains(symbol) ? Refusal("OFPBRC_EPERM", "for the switch's own flows") : nil
        }
        if use == .deleteField { return Refusal("OFPBAC_BAD_ARGUMENT", "only tunnel metadata can be taken away") }
        if use == .conntrackZone, notOfIP.contains(symbol) {
            return Refusal("OFPBAC_MATCH_INCONSISTENT", "only IP packets have connections")
        }
        return nil
    }

    private static let tags: [String: (versions: ClosedRange<OpenFlowVersion>, refusal: Refusal)] = [
        "setPart OXM_OF_VLAN_VID": (
            .v1_5 ... .v1_5, Refusal("OFPBAC_BAD_SET_ARGUMENT", "set-field of an identifier sets OFPVID_PRESENT too")
        ),
        "learnMatch OXM_OF_VLAN_PCP": (.v1_3 ... .v1_5, noTagLearned),
        "learnLoad OXM_OF_VLAN_PCP": (.v1_3 ... .v1_5, noTagLearned),
    ]
    private static let noTagLearned = Refusal(
        "OFPBAC_MATCH_INCONSISTENT", "parts name no OFPVID_PRESENT, so what is learned cannot match that there is a tag"
    )

    private static let ownFlows: Set<String> = ["NXM_NX_DP_HASH", "NXM_NX_RECIRC_ID"]
    private static let notOfIP: Set<String> = [
        "NXM_NX_ARP_SHA", "NXM_NX_ARP_THA", "NXM_OF_ARP_OP", "NXM_OF_ARP_SPA", "NXM_OF_ARP_TPA", "OXM_OF_MPLS_LABEL",
    ]

    private static let actions: [String: Refusal] = [
        "action copyTTLOut": Refusal("OFPBAC_BAD_TYPE", "no such action"),
        "action copyTTLIn": Refusal("OFPBAC_BAD_TYPE", "no such action"),
        "action pushPBB": Refusal("OFPBAC_BAD_TYPE", "no such action"),
        "action popPBB": Refusal("OFPBAC_BAD_TYPE", "no such action"),
        "action deleteField": Refusal("OFPBAC_BAD_ARGUMENT", "only tunnel metadata can be taken away"),
        "action setTunnelMetadata": Refusal("NXFMFC_INVALID_TLV_FIELD", "the switch's table has no such option"),
        "action unknown": Refusal("OFPBAC_BAD_EXPERIMENTER", "somebody else's action"),
        "instruction statisticsTrigger": Refusal("OFPBIC_UNKNOWN_INST", "no such instruction"),
        "instruction unknown": Refusal("OFPBIC_UNKNOWN_INST", "no such instruction"),
    ]

    /// Of these Open vSwitch 3.1 tells the value again in the place of the mask.
    private static let maskless: Set<String> = [
        "NXOXM_ET_ERSPAN_VER", "NXOXM_ET_ERSPAN_HWID", "NXOXM_ET_GTPU_FLAGS", "NXOXM_ET_GTPU_MSGTYPE",
    ]

    /// Why a flow is described otherwise than it was sent; nil: it is not.
    static func otherDescription(of subject: String, version: OpenFlowVersion) -> String? {
        let words = subject.split(separator: " ").map(String.init)
        if words.count == 2, ["match", "maskedMatch"].contains(words[0]), maskless.contains(words[1]) {
            return "the value stands in the place of the mask"
        }
        return otherDescription(of: subject)
    }

    private static func otherDescription(of subject: String) -> String? {
        switch subject {
        case "learnMatch OXM_OF_ACTSET_OUTPUT", "learnFrom OXM_OF_ACTSET_OUTPUT", "conntrackZone OXM_OF_ACTSET_OUTPUT":
            "the field has no number of its own in these actions, and Open vSwitch writes zeros"
        case "action writeMetadata": "Open vSwitch describes the instruction that it stands for"
        default: nil
        }
    }

    /// Why ovs-ofctl does not read a message; nil: it does.
    static func unreadable(_ kind: MessageKind, _ version: OpenFlowVersion) -> String? {
        switch kind {
        case .experimenter, .unknown, .askExperimenter, .askUnknown, .tellExperimenter, .tellUnknown:
            "nobody's message"
        case .controllerStatus, .askControllerStatuses, .tellControllerStatuses, .askBundleFeatures,
            .tellBundleFeatures, .askFlowStatistics, .tellFlowStatistics:
            "Open vSwitch has it not"
        default: nil
        }
    }
}

extension FieldUse {
    /// What Open vSwitch answers in this place to a field that it does not have.
    fileprivate func errorWithoutField(_ version: OpenFlowVersion) -> String {
        switch self {
        case .setField, .maskedSetField: "OFPBAC_BAD_SET_LEN"
        case .setPart: version == .v1_5 ? "OFPBAC_BAD_SET_LEN" : "OFPBAC_BAD_SET_TYPE"
        case .match, .maskedMatch, .moveFrom, .moveTo, .push, .pop, .checkPacketLargerTo, .deleteField:
            "OFPBMC_BAD_FIELD"
        case .learnMatch, .learnLoad, .learnFrom, .outputField, .multipathTo, .bundleTo, .conntrackZone:
            "OFPBAC_BAD_SET_TYPE"
        }
    }
}
