/// What a server has to be, by its own account, so that a session with it goes on. A server older than Open vSwitch
/// 2.9 gives no account: it has no clusters either, and passes.
public struct ServerRequirement: Hashable, Sendable {
    public enum Role: Hashable, Sendable {
        /// Any server that has the database, be it cut off from its cluster.
        case any
        /// One that is in touch with its cluster.
        case connected
        /// The leader of its cluster, which alone is never behind.
        case leader
    }

    public var role: Role
    /// The only cluster whose members are accepted; nil accepts any, and standalone servers.
    public var clusterID: OVSDBUUID?
    /// A member of that cluster that has not come so far is refused.
    public var minimumPosition: ClusterPosition?

    public init(role: Role = .connected, clusterID: OVSDBUUID? = nil, minimumPosition: ClusterPosition? = nil) {
        self.role = role
        self.clusterID = clusterID
        self.minimumPosition = minimumPosition
    }

    /// Whether a server's account fulfils the requirement.
    ///
    /// - Throws: `databaseUnavailable`, `wrongCluster`, `staleServer` or `notLeader`.
    public func check(_ status: DatabaseStatus) throws(OVSDBError) {
        guard status.hasSchema else {
            throw OVSDBError(.databaseUnavailable, "the server has no schema of \(status.name) yet")
        }
        if let clusterID, status.clusterID != clusterID {
            let found = status.clusterID.map { "cluster \($0)" } ?? "no cluster"
            throw OVSDBError(.wrongCluster, "expected cluster \(clusterID), found \(found)")
        }
        if let least = minimumPosition, status.clusterID == least.clusterID, status.index ?? 0 < least.index {
            throw OVSDBError(
                .staleServer, "the server's copy ends at entry \(status.index ?? 0), \(least.index) was seen before")
        }
        if role != .any, !status.isConnected {
            throw OVSDBError(.databaseUnavailable, "the server is cut off from the cluster of \(status.name)")
        }
        if role == .leader, !status.isLeader {
            throw OVSDBError(.notLeader, "the server does not lead the cluster of \(status.name)")
        }
    }
}
