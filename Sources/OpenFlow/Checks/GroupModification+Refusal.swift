extension GroupModification {
    /// What Open vSwitch 3.1 has against this group_mod in a message of `version`, before it looks which groups and buckets
    /// are there; nil: it takes it.
    ///
    /// The order of the questions is its own: the place of buckets, each bucket, the group's properties, what the type and
    /// the command allow, the number of the group. What actions work on is not asked: no match stands before a bucket.
    public func refusal(version: OpenFlowVersion = .v1_5) -> Refusal? {
        if version == .v1_5, let refusal = lengthRefusal ?? placeRefusal { return refusal }
        for bucket in group.buckets {
            if let refusal = bucket.refusal(version: version) { return refusal }
        }
        return listRefusal(version: version) ?? shapeRefusal ?? numberRefusal
    }

    /// A group_mod has a multiple of eight bytes; only what nobody knows can bring another number.
    private var lengthRefusal: Refusal? {
        let length = group.buckets.reduce(group.properties.count) { $0 + $1.unknown.count }
        return length % 8 == 0 ? nil : refusal(.badLength, "properties", "a multiple of eight bytes", "\(length)")
    }

    /// The bucket that the command names.
    private var placeRefusal: Refusal? {
        let isPlace: Bool
        let expected: String
        switch command {
        case .insertBucket:
            isPlace = bucket <= Bucket.maximumID || bucket == Bucket.first || bucket == Bucket.last
            expected = "a bucket's id, the first or the last"
        case .removeBucket:
            isPlace = bucket <= Bucket.maximumID || bucket >= Bucket.first
            expected = "a bucket's id, the first, the last or all"
        case .add, .modify, .delete, .addOrModify:
            isPlace = bucket == Bucket.all
            expected = "all buckets"
        }
        return isPlace ? nil : refusal(.badBucket, "\(command)", expected, TextValue.hexadecimal(bucket))
    }

    private func listRefusal(version: OpenFlowVersion) -> Refusal? {
        guard version == .v1_5 else {
            return command == .delete && !group.buckets.isEmpty
                ? refusal(.invalidGroup, "delete", "no buckets", "\(group.buckets.count)") : nil
        }
        var ids: Set<UInt32> = []
        for bucket in group.buckets where !ids.insert(bucket.id).inserted {
            return refusal(.badBucket, "bucket", "every id once", "\(bucket.id) again")
        }
        return GroupPropertyCheck(group.type, command).refusal(group.properties)
    }

    /// What type and command allow.
    private var shapeRefusal: Refusal? {
        if group.type == .indirect, command != .delete, group.buckets.count != 1 {
            return refusal(.invalidGroup, "an indirect group", "one bucket", "\(group.buckets.count)")
        }
        if command == .removeBucket, !group.buckets.isEmpty {
            return refusal(.badBucket, "remove_bucket", "no buckets", "\(group.buckets.count)")
        }
        for bucket in group.buckets {
            if bucket.weight != 0, group.type != .select, command != .insertBucket {
                return refusal(.invalidGroup, "weight", "none in a group of type \(group.type)", "\(bucket.weight)")
            }
            if let refusal = watchRefusal(bucket) { return refusal }
        }
        return nil
    }

    private func watchRefusal(_ bucket: Bucket) -> Refusal? {
        switch group.type {
        case .all, .indirect:
            bucket.isWatching
                ? refusal(.unsupportedWatch, "bucket \(bucket.id)", "no watched port or group", "one") : nil
        case .fastFailover:
            bucket.isWatching ? nil : refusal(.invalidGroup, "bucket \(bucket.id)", "a watched port or group", "none")
        case .select: nil
        }
    }

    /// A group with such a number can be neither added nor there.
    private var numberRefusal: Refusal? {
        guard group.id > Group.maximumID, command != .delete else { return nil }
        let code: Refusal.Code = command == .add || command == .addOrModify ? .invalidGroup : .unknownGroup
        return refusal(
            code, "group", "at most \(TextValue.hexadecimal(Group.maximumID))",
            TextValue.hexadecimal(group.id))
    }

    private func refusal(_ code: Refusal.Code, _ object: String, _ expected: String, _ found: String) -> Refusal {
        Refusal(code, object, expected: expected, found: found)
    }
}

extension Group {
    /// What Open vSwitch 3.1 has against adding this group; nil: it takes it. See `GroupModification.refusal(version:)`.
    public func refusal(version: OpenFlowVersion = .v1_5) -> Refusal? {
        GroupModification(.add, self).refusal(version: version)
    }

    /// OFPG_MAX.
    fileprivate static let maximumID: UInt32 = 0xffff_ff00
}
