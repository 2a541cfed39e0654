@testable import OpenFlow

/// What Open vSwitch 3.1 answers to samples of messages that it does not take.
extension ExpectedAnswers {
    static func refusal(ofSent message: Message, version: OpenFlowVersion) -> Refusal? {
        switch message {
        case .experimenter: Refusal("OFPBRC_BAD_EXPERIMENTER", "somebody else's message")
        case .unknown: Refusal("OFPBRC_BAD_TYPE", "no such message")
        case .hello, .error: Refusal("OFPBRC_BAD_TYPE", "the handshake is over")
        // What a batch sends has the number of the message around it, and is taken.
        case .bundleAdd: Refusal("OFPBFC_MSG_BAD_XID", "the sample has another number than the message around it")
        case .portModification(let modification) where modification.properties.count > 1:
            Refusal("OFPBPC_BAD_TYPE", "no port is optical")
        // Of OpenFlow 1.3 the errors of properties are not: what comes is the number that they have since.
        case .nicira(.resume):
            Refusal(
                version == .v1_3 ? "OFPTFFC_BAD_TYPE" : "OFPBPC_BAD_TYPE", "the continuation is none that a switch gave"
            )
        case .bundleControl(let control) where control.kind == .commitReply:
            Refusal("OFPBFC_BAD_TYPE", "a reply, which is the switch's")
        case .flowModification(let modification) where modification.namesBuffer:
            Refusal("OFPBRC_BUFFER_UNKNOWN", "Open vSwitch keeps no packets")
        case .meterModification(let modification):
            modification.refusal().map { Refusal($0.code.name, "\($0)") }
        case .multipartRequest(let request): refusal(of: request.body, version)
        default: nil
        }
    }

    private static func refusal(of question: MultipartRequest.Body, _ version: OpenFlowVersion) -> Refusal? {
        switch question {
        case .flowStatistics, .controllerStatuses, .bundleFeatures, .unknown:
            Refusal("OFPBRC_BAD_MULTIPART", "Open vSwitch has it not")
        case .experimenter: Refusal("OFPBRC_BAD_EXPERIMENTER", "somebody else's question")
        case .queueStatistics(let filter) where filter.queue == 5:
            Refusal("OFPQOFC_BAD_QUEUE", "there is no such queue")
        case .queueDescriptions: Refusal("OFPQOFC_BAD_QUEUE", "there is no such queue")
        case .ipfixBridge, .ipfixFlows:
            Refusal("NXST_NOT_CONFIGURED", "no export is set up")
        case .tableFeatures(let tables) where !tables.isEmpty:
            Refusal("OFPTFFC_EPERM", "what tables can do is not to be changed")
        default: nil
        }
    }
}

extension FlowModification {
    /// Whether it is for a packet that the switch is to have kept.
    fileprivate var namesBuffer: Bool {
        buffer != 0xffff_ffff && [.add, .modify, .modifyStrict].contains(command)
    }
}
