/// OFPGC_*, OpenFlow 1.5.1 section 7.3.4.3.
public enum GroupCommand: UInt16, Hashable, Sendable {
    case add = 0
    case modify = 1
    case delete = 2
    /// 1.5 only. Not without buckets at the end of a group that has some: Open vSwitch 3.1 never comes back from it.
    case insertBucket = 3
    /// 1.5 only.
    case removeBucket = 5
    /// Adds the group or modifies the one that is there; Open vSwitch only.
    case addOrModify = 0x8000
}

/// A group_mod: a group and what is to be done with it.
public struct GroupModification: Hashable, Sendable {
    public var command: GroupCommand
    public var group: Group
    /// Where buckets are inserted or which are removed: an id, 0xfffffffd first, 0xfffffffe last, 0xffffffff all.
    public var bucket: UInt32

    public init(_ command: GroupCommand, _ group: Group, bucket: UInt32 = 0xffff_ffff) {
        self.command = command
        self.group = group
        self.bucket = bucket
    }

    /// Every group.
    public static let allGroups: UInt32 = 0xffff_fffc
}
