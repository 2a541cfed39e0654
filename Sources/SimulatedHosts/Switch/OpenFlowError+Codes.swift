import OpenFlow

/// The errors of Open vSwitch 3.1 that no refusal of a message by itself brings (OpenFlow 1.5.1 section 7.5.4).
extension OpenFlowError {
    private static let nicira: UInt32 = 0x2320
    private static let onf: UInt32 = 0x4f4e_4600

    init(_ refusal: Refusal) {
        let type = refusal.code.errorType
        self.init(type: type, code: refusal.code.errorCode, experimenter: type == 0xffff ? Self.nicira : 0)
    }

    static let incompatible = OpenFlowError(type: 0, code: 0)
    static let badVersion = OpenFlowError(type: 1, code: 0)
    static let badType = OpenFlowError(type: 1, code: 1)
    static let badMultipart = OpenFlowError(type: 1, code: 2)
    static let notPermitted = OpenFlowError(type: 1, code: 5)
    static let badLength = OpenFlowError(type: 1, code: 6)
    static let unknownBuffer = OpenFlowError(type: 1, code: 8)
    static let badTable = OpenFlowError(type: 1, code: 9)
    static let isSecondary = OpenFlowError(type: 1, code: 10)
    static let badOutGroup = OpenFlowError(type: 2, code: 9)
    static let tableFull = OpenFlowError(type: 5, code: 1)
    static let badFlowTable = OpenFlowError(type: 5, code: 2)
    static let overlap = OpenFlowError(type: 5, code: 3)
    static let badFlowCommand = OpenFlowError(type: 5, code: 6)
    static let badFlowFlags = OpenFlowError(type: 5, code: 7)
    static let groupExists = OpenFlowError(type: 6, code: 0)
    static let invalidGroup = OpenFlowError(type: 6, code: 1)
    static let unknownGroup = OpenFlowError(type: 6, code: 8)
    static let badGroupType = OpenFlowError(type: 6, code: 10)
    static let badGroupCommand = OpenFlowError(type: 6, code: 11)
    static let unknownBucket = OpenFlowError(type: 6, code: 15)
    static let bucketExists = OpenFlowError(type: 6, code: 16)
    static let badHardwareAddress = OpenFlowError(type: 7, code: 1)
    static let noSuchPort = OpenFlowError(type: 7, code: 0)
    static let staleRole = OpenFlowError(type: 11, code: 0)
    static let badRole = OpenFlowError(type: 11, code: 2)
    static let meterExists = OpenFlowError(type: 12, code: 1)
    static let invalidMeter = OpenFlowError(type: 12, code: 2)
    static let unknownMeter = OpenFlowError(type: 12, code: 3)
    static let badMeterCommand = OpenFlowError(type: 12, code: 4)
    static let monitorExists = OpenFlowError(type: 16, code: 1)
    static let unknownMonitor = OpenFlowError(type: 16, code: 3)
    /// NXBRC_MUST_BE_ZERO.
    static let mustBeZero = OpenFlowError(type: 0xffff, code: 4, experimenter: nicira)
    static let badBundle = OpenFlowError(type: 17, code: 2)
    static let bundleClosed = OpenFlowError(type: 17, code: 4)
    static let badBundleType = OpenFlowError(type: 17, code: 6)
    static let badBundleFlags = OpenFlowError(type: 17, code: 7)
    static let memberFailed = OpenFlowError(type: 17, code: 13)
    static let bundleTimeout = OpenFlowError(type: 17, code: 14)

    /// As a message of `version` says it: what later versions have by type was an extension's before.
    func spelled(in version: OpenFlowVersion) -> OpenFlowError {
        guard version < .v1_5 else { return self }
        let number: UInt16? =
            switch (type, code) {
            case (17, _) where version == .v1_3: 2300 + code
            case (15, _) where version == .v1_3: 2370 + code
            case (14, 3...) where version == .v1_3: 4443 + code - 3
            case (3, 9) where version == .v1_3: 2600
            case (1, 14...15) where version == .v1_3: 2640 + code - 14
            case (2, 16): 4250
            default: nil
            }
        guard let number else { return self }
        var error = self
        (error.type, error.code, error.experimenter) = (0xffff, number, Self.onf)
        return error
    }
}
