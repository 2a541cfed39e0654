/// Why a switch refuses a match, a flow, a group, a meter or a packet-out, or the message around them: the error of the
/// specification (OpenFlow 1.5.1 section 7.5.4) that Open vSwitch 3.1 answers with.
public struct Refusal: Error, Hashable, Sendable, CustomStringConvertible {
    /// The error's type in the upper half, its code in the lower.
    public enum Code: UInt32, CaseIterable, Hashable, Sendable {
        case badMessageType = 0x1_0001
        case badMultipart = 0x1_0002
        case badExperimenter = 0x1_0003
        case badExperimenterType = 0x1_0004
        case badLength = 0x1_0006
        case unknownBuffer = 0x1_0008
        case badPort = 0x1_000b
        case notPipelineField = 0x1_0011
        case badActionType = 0x2_0000
        case badActionLength = 0x2_0001
        case badActionExperimenter = 0x2_0002
        case badExperimenterAction = 0x2_0003
        case badOutputPort = 0x2_0004
        case badActionArgument = 0x2_0005
        case inconsistentMatch = 0x2_000a
        case unsupportedOrder = 0x2_000b
        case badTag = 0x2_000c
        case badSetType = 0x2_000d
        case badSetLength = 0x2_000e
        case badSetArgument = 0x2_000f
        case badSetMask = 0x2_0010
        case unknownInstruction = 0x3_0000
        case unsupportedInstruction = 0x3_0001
        case badTable = 0x3_0002
        case badInstructionExperimenter = 0x3_0005
        case badInstructionLength = 0x3_0007
        case duplicateInstruction = 0x3_0009
        case badMatchLength = 0x4_0001
        case badWildcards = 0x4_0005
        case badField = 0x4_0006
        case badValue = 0x4_0007
        case badMask = 0x4_0008
        case badPrerequisite = 0x4_0009
        case duplicateField = 0x4_000a
        case invalidGroup = 0x6_0001
        case unsupportedWatch = 0x6_0006
        case unknownGroup = 0x6_0008
        case badBucket = 0x6_000c
        case badWatch = 0x6_000d
        case invalidMeter = 0xc_0002
        case badMeterFlags = 0xc_0005
        case badRate = 0xc_0006
        case badBand = 0xc_0008
        case outOfBands = 0xc_000b
        case badPropertyType = 0xe_0000
        case badPropertyLength = 0xe_0001
        case badPropertyValue = 0xe_0002
        case badPropertyExperimenter = 0xe_0005
        case badExperimenterProperty = 0xe_0006
        case unsupportedAsync = 0xf_0001
        case badMemberLength = 0x11_0008
        case badMemberXID = 0x11_0009
        case unsupportedMember = 0x11_000a
        /// Nicira's 15, for conjunctions that are not alone or out of range.
        case badConjunction = 0xffff_000f

        /// OFPET_*.
        public var errorType: UInt16 { UInt16(truncatingIfNeeded: rawValue >> 16) }
        public var errorCode: UInt16 { UInt16(truncatingIfNeeded: rawValue) }

        /// As the specification and Open vSwitch write it, `OFPBMC_BAD_MASK` for example.
        public var name: String {
            let isOfNicira = errorType == OpenFlowError.experimenterType
            let experimenter = isOfNicira ? Experimenter.nicira : 0
            return OpenFlowError(type: errorType, code: errorCode, experimenter: experimenter).name
        }
    }

    public let code: Code
    /// What is refused: a field, an action, a bucket, a number.
    public let object: String
    /// What would have been taken.
    public let expected: String
    /// What stands there.
    public let found: String

    init(_ code: Code, _ object: String, expected: String, found: String) {
        self.code = code
        self.object = object
        self.expected = expected
        self.found = found
    }

    public var description: String { "\(object): expected \(expected), found \(found) (\(code.name))" }
}
