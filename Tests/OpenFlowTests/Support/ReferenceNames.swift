/// Errors as the specification calls them: Open vSwitch has the names of OpenFlow 1.0 for some.
func specificationName(_ name: String) -> String {
    switch name {
    case "OFPBAC_BAD_VENDOR": "OFPBAC_BAD_EXPERIMENTER"
    case "OFPBAC_BAD_VENDOR_TYPE": "OFPBAC_BAD_EXP_TYPE"
    case "OFPBRC_BAD_VENDOR": "OFPBRC_BAD_EXPERIMENTER"
    case "OFPBRC_BAD_SUBTYPE": "OFPBRC_BAD_EXP_TYPE"
    case "OFPBRC_BAD_STAT": "OFPBRC_BAD_MULTIPART"
    default: name
    }
}

/// The first error that a text of ovs-ofctl tells of reading, by the specification's name; nil: it tells of none.
func decodeError(in text: String) -> String? {
    text.firstMatch(of: /\*\*\*decode error: ([A-Z0-9_]+)\*\*\*/).map { specificationName(String($0.1)) }
}
