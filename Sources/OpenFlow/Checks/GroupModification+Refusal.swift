import NetworkTypes

extension GroupModification {
    /// What Open vSwitch 3.1 has against the group as it reads it; nil: it takes it. Whether the number is free, and whether
    /// what the buckets name is there, the switch looks at later. OpenFlow 1.5.1 section 7.3.4.3.
    public func refusal(version: OpenFlowVersion = .v1_5) -> FlowRefusal? {
        for bucket in group.buckets {
            if let refusal = bucket.refusal(version: version) { return refusal }
        }
        return (version == .v1_5 ? bucketRefusal : nil) ?? shapeRefusal(version)
    }

    /// The ids of buckets, which only 1.5 has on the wire.
    private var bucketRefusal: FlowRefusal? {
        var ids: Set<UInt32> = []
        for bucket in group.buckets {
            guard bucket.id <= Self.lastBucket else {
                return Self.badBucket("an id up to \(Self.lastBucket)", "\(bucket.id)")
            }
            guard ids.insert(bucket.id).inserted else { return Self.badBucket("every id once", "\(bucket.id) again") }
        }
        // First, last, and all, which only removing knows.
        let isNamed =
            switch command {
            case .insertBucket: bucket <= Self.lastBucket || bucket == 0xffff_fffd || bucket == 0xffff_fffe
            case .removeBucket: bucket <= Self.lastBucket || bucket >= 0xffff_fffd
            default: bucket == 0xffff_ffff
            }
        return isNamed ? nil : Self.badBucket("a bucket that this command can name", "\(bucket)")
    }

    private static let lastBucket: UInt32 = 0xffff_ff00

    private static func badBucket(_ expected: String, _ found: String) -> FlowRefusal {
        FlowRefusal(.badBucket, "the bucket of a group", expected: expected, found: found)
    }

    private func shapeRefusal(_ version: OpenFlowVersion) -> FlowRefusal? {
        if group.type == .indirect, command != .delete, group.buckets.count != 1 {
            return invalid("one bucket, as the group is indirect", "\(group.buckets.count)")
        }
        if command == .removeBucket, !group.buckets.isEmpty {
            return Self.badBucket("none where one is removed", "\(group.buckets.count)")
        }
        // In 1.5 it looks over them.
        if command == .delete, version < .v1_5, !group.buckets.isEmpty {
            return invalid("no buckets of a group that goes", "\(group.buckets.count)")
        }
        return group.buckets.lazy.compactMap(refusal).first
    }

    private func refusal(_ bucket: Bucket) -> FlowRefusal? {
        if bucket.weight != 0, group.type != .select, command != .insertBucket {
            return invalid("no weight but in a select group", "\(bucket.weight)")
        }
        let isWatching = bucket.watchPort != .any || bucket.watchGroup != 0xffff_ffff
        return switch group.type {
        case .select: nil
        case .fastFailover:
            isWatching ? nil : invalid("a port or a group to watch, as the group is for failover", "neither")
        case .all, .indirect:
            isWatching
                ? FlowRefusal(
                    .unsupportedWatch, "group \(group.id)", expected: "nothing to watch in a group of this type",
                    found: "a port or a group") : nil
        }
    }

    private func invalid(_ expected: String, _ found: String) -> FlowRefusal {
        FlowRefusal(.invalidGroup, "group \(group.id)", expected: expected, found: found)
    }
}

extension Bucket {
    fileprivate func refusal(version: OpenFlowVersion) -> FlowRefusal? {
        ActionCheck(version: version).refusal(actions) ?? NestingCheck(outer: .none).refusal(actions)
            ?? (unknown.isEmpty ? nil : FlowRefusal(unknownProperty: unknown, of: "a bucket", known: 0...2))
    }
}
