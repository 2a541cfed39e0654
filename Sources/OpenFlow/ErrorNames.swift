/// The names of error codes, OpenFlow 1.5.1 section 7.5.4 (the earlier versions number theirs alike).
enum ErrorNames {
    static func name(type: UInt16, code: UInt16) -> String? {
        guard Int(type) < table.count else { return nil }
        let (prefix, codes) = table[Int(type)]
        return Int(code) < codes.count ? "\(prefix)_\(codes[Int(code)])" : nil
    }

    /// By type; the codes in their order from zero.
    private static let table: [(prefix: String, codes: [String])] = [
        ("OFPHFC", ["INCOMPATIBLE", "EPERM"]),
        (
            "OFPBRC",
            [
                "BAD_VERSION", "BAD_TYPE", "BAD_MULTIPART", "BAD_EXPERIMENTER", "BAD_EXP_TYPE", "EPERM", "BAD_LEN",
                "BUFFER_EMPTY", "BUFFER_UNKNOWN", "BAD_TABLE_ID", "IS_SLAVE", "BAD_PORT", "BAD_PACKET",
                "MULTIPART_BUFFER_OVERFLOW", "MULTIPART_REQUEST_TIMEOUT", "MULTIPART_REPLY_TIMEOUT",
                "MULTIPART_BAD_SCHED", "PIPELINE_FIELDS_ONLY", "UNKNOWN",
            ]
        ),
        (
            "OFPBAC",
            [
                "BAD_TYPE", "BAD_LEN", "BAD_EXPERIMENTER", "BAD_EXP_TYPE", "BAD_OUT_PORT", "BAD_ARGUMENT", "EPERM",
                "TOO_MANY", "BAD_QUEUE", "BAD_OUT_GROUP", "MATCH_INCONSISTENT", "UNSUPPORTED_ORDER", "BAD_TAG",
                "BAD_SET_TYPE", "BAD_SET_LEN", "BAD_SET_ARGUMENT", "BAD_SET_MASK", "BAD_METER",
            ]
        ),
        (
            "OFPBIC",
            [
                "UNKNOWN_INST", "UNSUP_INST", "BAD_TABLE_ID", "UNSUP_METADATA", "UNSUP_METADATA_MASK",
                "BAD_EXPERIMENTER", "BAD_EXP_TYPE", "BAD_LEN", "EPERM", "DUP_INST",
            ]
        ),
        (
            "OFPBMC",
            [
                "BAD_TYPE", "BAD_LEN", "BAD_TAG", "BAD_DL_ADDR_MASK", "BAD_NW_ADDR_MASK", "BAD_WILDCARDS", "BAD_FIELD",
                "BAD_VALUE", "BAD_MASK", "BAD_PREREQ", "DUP_FIELD", "EPERM",
            ]
        ),
        (
            "OFPFMFC",
            [
                "UNKNOWN", "TABLE_FULL", "BAD_TABLE_ID", "OVERLAP", "EPERM", "BAD_TIMEOUT", "BAD_COMMAND", "BAD_FLAGS",
                "CANT_SYNC", "BAD_PRIORITY", "IS_SYNC",
            ]
        ),
        (
            "OFPGMFC",
            [
                "GROUP_EXISTS", "INVALID_GROUP", "WEIGHT_UNSUPPORTED", "OUT_OF_GROUPS", "OUT_OF_BUCKETS",
                "CHAINING_UNSUPPORTED", "WATCH_UNSUPPORTED", "LOOP", "UNKNOWN_GROUP", "CHAINED_GROUP", "BAD_TYPE",
                "BAD_COMMAND", "BAD_BUCKET", "BAD_WATCH", "EPERM", "UNKNOWN_BUCKET", "BUCKET_EXISTS",
            ]
        ),
        ("OFPPMFC", ["BAD_PORT", "BAD_HW_ADDR", "BAD_CONFIG", "BAD_ADVERTISE", "EPERM"]),
        ("OFPTMFC", ["BAD_TABLE", "BAD_CONFIG", "EPERM"]),
        ("OFPQOFC", ["BAD_PORT", "BAD_QUEUE", "EPERM"]),
        ("OFPSCFC", ["BAD_FLAGS", "BAD_LEN", "EPERM"]),
        ("OFPRRFC", ["STALE", "UNSUP", "BAD_ROLE", "ID_UNSUP", "ID_IN_USE"]),
        (
            "OFPMMFC",
            [
                "UNKNOWN", "METER_EXISTS", "INVALID_METER", "UNKNOWN_METER", "BAD_COMMAND", "BAD_FLAGS", "BAD_RATE",
                "BAD_BURST", "BAD_BAND", "BAD_BAND_VALUE", "OUT_OF_METERS", "OUT_OF_BANDS",
            ]
        ),
        (
            "OFPTFFC",
            [
                "BAD_TABLE", "BAD_METADATA", "BAD_TYPE", "BAD_LEN", "BAD_ARGUMENT", "EPERM", "BAD_CAPABILITIES",
                "BAD_MAX_ENT", "BAD_FEATURES", "BAD_COMMAND", "TOO_MANY",
            ]
        ),
        (
            "OFPBPC",
            [
                "BAD_TYPE", "BAD_LEN", "BAD_VALUE", "TOO_MANY", "DUP_TYPE", "BAD_EXPERIMENTER", "BAD_EXP_TYPE",
                "BAD_EXP_VALUE", "EPERM",
            ]
        ),
        ("OFPACFC", ["INVALID", "UNSUPPORTED", "EPERM"]),
        (
            "OFPMOFC",
            [
                "UNKNOWN", "MONITOR_EXISTS", "INVALID_MONITOR", "UNKNOWN_MONITOR", "BAD_COMMAND", "BAD_FLAGS",
                "BAD_TABLE_ID", "BAD_OUT",
            ]
        ),
        (
            "OFPBFC",
            [
                "UNKNOWN", "EPERM", "BAD_ID", "BUNDLE_EXIST", "BUNDLE_CLOSED", "OUT_OF_BUNDLES", "BAD_TYPE",
                "BAD_FLAGS", "MSG_BAD_LEN", "MSG_BAD_XID", "MSG_UNSUP", "MSG_CONFLICT", "MSG_TOO_MANY", "MSG_FAILED",
                "TIMEOUT", "BUNDLE_IN_PROGRESS", "SCHED_NOT_SUPPORTED", "SCHED_FUTURE", "SCHED_PAST",
            ]
        ),
    ]
}
