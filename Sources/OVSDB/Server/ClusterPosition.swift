/// A point in the log of a cluster: what was seen up to there is not to be unseen by turning to a member that lags.
public struct ClusterPosition: Hashable, Sendable {
    public let clusterID: OVSDBUUID
    public let index: Int64

    public init(clusterID: OVSDBUUID, index: Int64) {
        self.clusterID = clusterID
        self.index = index
    }

    /// Whether this comes after `other`, or is of another cluster, to which the position does not compare.
    func supersedes(_ other: Self?) -> Bool {
        guard let other, other.clusterID == clusterID else { return true }
        return index > other.index
    }
}
