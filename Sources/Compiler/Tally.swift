import OpenFlow

/// What is added up over all fragments that a host should have.
public struct Tally: Hashable, Sendable {
    /// The sum of their digests.
    public internal(set) var digest: UInt64 = 0
    /// How many flows they have.
    public internal(set) var flows = 0

    public init() {}

    /// Of one fragment; nothing of none.
    init(_ fragment: Fragment?) {
        digest = fragment?.digest ?? 0
        flows = fragment?.flows.count ?? 0
    }

    static func += (left: inout Self, right: Self) {
        left.digest &+= right.digest
        left.flows += right.flows
    }

    static func -= (left: inout Self, right: Self) {
        left.digest &-= right.digest
        left.flows -= right.flows
    }

    static func - (left: Self, right: Self) -> Self {
        var difference = left
        difference -= right
        return difference
    }
}
