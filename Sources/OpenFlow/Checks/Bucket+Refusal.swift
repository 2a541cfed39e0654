import NetworkTypes

extension Bucket {
    /// OFPG_BUCKET_MAX, _FIRST, _LAST and _ALL of OpenFlow 1.5.1 section 7.3.4.3.
    static let maximumID: UInt32 = 0xffff_ff00
    static let first: UInt32 = 0xffff_fffd
    static let last: UInt32 = 0xffff_fffe
    static let all: UInt32 = 0xffff_ffff

    /// Whether it lives by a port or a group.
    var isWatching: Bool { watchPort != .any || watchGroup != 0xffff_ffff }

    /// What is wrong with this bucket, whatever the group.
    func refusal(version: OpenFlowVersion) -> Refusal? {
        if let refusal = ActionCheck(version: version).refusal(standalone: actions) { return refusal }
        // Those of the library's own are right; the others nobody knows.
        if version == .v1_5, let refusal = PropertyCheck.firstRefusal(unknown) { return refusal }
        if (0xff00...0xffff_feff).contains(watchPort.rawValue) {
            return Refusal(
                .badWatch, "bucket \(id)", expected: "a port below 0xff00 or a reserved one",
                found: "\(watchPort.rawValue)")
        }
        return version == .v1_5 && id > Self.maximumID
            ? Refusal(
                .badBucket, "bucket", expected: "an id of at most \(TextValue.hexadecimal(Self.maximumID))",
                found: TextValue.hexadecimal(id)) : nil
    }
}
