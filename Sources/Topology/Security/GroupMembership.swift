/// A security group on a host that serves members of it: the pair that decides which switch has the group's rules.
public struct GroupMembership: Hashable, Comparable, Sendable, CustomStringConvertible {
    public let group: GroupID
    public let host: HostID

    public init(group: GroupID, host: HostID) {
        self.group = group
        self.host = host
    }

    public static func < (left: Self, right: Self) -> Bool { (left.group, left.host) < (right.group, right.host) }
    public var description: String { "\(group)@\(host)" }
}
