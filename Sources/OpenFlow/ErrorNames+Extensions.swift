/// The names of the errors of extensions, whose one number stands where the specification's have type and code.
extension ErrorNames {
    /// nil: this library does not know it.
    static func name(experimenter: UInt32, number: UInt16) -> String? {
        switch experimenter {
        case Experimenter.nicira: nicira[number]
        case Experimenter.onf: standard(onf: number).flatMap { name(type: $0.type, code: $0.code) }
        default: nil
        }
    }

    /// What an error of the ONF's extensions for 1.3 became in 1.4, or in 1.5: `EXT-230` and others number theirs by the
    /// extension.
    private static func standard(onf number: UInt16) -> (type: UInt16, code: UInt16)? {
        switch number {
        case 2300...2315: (17, number - 2300)
        case 2360: (5, 9)
        case 2370...2372: (15, number - 2370)
        case 2600: (3, 9)
        case 2640, 2641: (1, number - 2640 + 14)
        case 4250: (2, 16)
        case 4443...4448: (14, number - 4443 + 3)
        default: nil
        }
    }

    /// As Open vSwitch 3.1 has them in 1.3 and later (`ofp-errors.h`). Some are the specification's in a later version.
    private static let nicira: [UInt16: String] = [
        2: "NXBRC_NXM_INVALID", 3: "NXBRC_NXM_BAD_TYPE", 4: "NXBRC_MUST_BE_ZERO", 5: "NXBRC_BAD_REASON",
        6: "OFPMOFC_MONITOR_EXISTS", 7: "OFPMOFC_BAD_FLAGS", 8: "OFPMOFC_UNKNOWN_MONITOR", 9: "NXBRC_FM_BAD_EVENT",
        10: "NXBRC_UNENCODABLE_ERROR", 11: "NXBAC_MUST_BE_ZERO", 12: "NXFMFC_HARDWARE", 13: "NXFMFC_BAD_TABLE_ID",
        15: "NXBAC_BAD_CONJUNCTION", 16: "NXTTMFC_BAD_COMMAND", 17: "NXTTMFC_BAD_OPT_LEN",
        18: "NXTTMFC_BAD_FIELD_IDX", 19: "NXTTMFC_TABLE_FULL", 20: "NXTTMFC_ALREADY_MAPPED", 21: "NXTTMFC_DUP_ENTRY",
        22: "OFPBFC_BAD_VERSION", 23: "NXQOFC_QUEUE_ERROR", 34: "NXR_NOT_SUPPORTED", 35: "NXR_STALE",
        36: "NXST_NOT_CONFIGURED", 37: "NXFMFC_INVALID_TLV_FIELD", 38: "NXTTMFC_INVALID_TLV_DEL",
        39: "NXBAC_BAD_HEADER_TYPE", 40: "NXBAC_UNKNOWN_ED_PROP", 41: "NXBAC_BAD_ED_PROP",
        42: "NXBAC_CT_DATAPATH_SUPPORT", 43: "NXBMC_CT_DATAPATH_SUPPORT", 44: "NXTFFC_DUP_TABLE",
    ]
}
