/// What a server says of one of its databases in its own database `_Server` (ovsdb-server(5), table `Database`).
public struct DatabaseStatus: Hashable, Sendable {
    /// How a server has a database.
    public enum Model: String, Hashable, Sendable {
        case standalone, clustered, relay
    }

    public let name: String
    /// Nil for a model that is not known here.
    public let model: Model?
    /// Whether the server is in touch with the majority of its cluster; true when there is none.
    public let isConnected: Bool
    /// Whether the server leads its cluster; true when there is none.
    public let isLeader: Bool
    /// Whether the server has the schema already: a new member of a cluster has none.
    public let hasSchema: Bool
    /// The cluster's and, in it, the server's; nil without a cluster.
    public let clusterID: OVSDBUUID?
    public let serverID: OVSDBUUID?
    /// The last entry of the cluster's log that the server has; nil without a cluster.
    public let index: Int64?

    public init(
        name: String, model: Model? = .standalone, isConnected: Bool = true, isLeader: Bool = true,
        hasSchema: Bool = true, clusterID: OVSDBUUID? = nil, serverID: OVSDBUUID? = nil, index: Int64? = nil
    ) {
        self.name = name
        self.model = model
        self.isConnected = isConnected
        self.isLeader = isLeader
        self.hasSchema = hasSchema
        self.clusterID = clusterID
        self.serverID = serverID
        self.index = index
    }

    /// Reads a row of `Database`. Columns that an older server lacks are as without a cluster.
    init(row: Row) {
        self.init(
            name: row["name"].string ?? "", model: row["model"].string.map { Model(rawValue: $0) } ?? .standalone,
            isConnected: row["connected"].boolean ?? true, isLeader: row["leader"].boolean ?? true,
            hasSchema: row["schema"].string.map { !$0.isEmpty } ?? false, clusterID: row["cid"].uuid,
            serverID: row["sid"].uuid, index: row["index"].integer)
    }

    /// How far the server's copy goes; nil without a cluster.
    public var position: ClusterPosition? {
        guard let clusterID, let index else { return nil }
        return ClusterPosition(clusterID: clusterID, index: index)
    }
}
