public import OVSDB

/// Names of the `Open_vSwitch` database that Weft reads and writes (ovs-vswitchd.conf.db(5)).
public enum OpenVSwitch {
    public static let root = "Open_vSwitch"
    public static let bridge = "Bridge"
    public static let port = "Port"
    public static let interface = "Interface"
    public static let controller = "Controller"
    public static let manager = "Manager"
    public static let ssl = "SSL"

    /// The bridge that VMs' ports are in.
    public static let integrationBridge = "br-int"
    /// Weft's own VXLAN port there.
    public static let tunnelPort = "weft-vxlan"
    /// Key in `external_ids` of rows that are Weft's to change and delete.
    public static let ownerKey = "weft"

    /// The columns that a session monitors: those used, and no statistics, which change all the time.
    public static let monitored: [OVSDBClient.MonitoredTable] = [
        .init(root, columns: ["bridges", "external_ids", "other_config", "datapath_types", "ovs_version", "ssl"]),
        .init(manager, columns: ["target", "max_backoff"]),
        .init(ssl, columns: ["private_key", "certificate", "ca_cert", "bootstrap_ca_cert"]),
        .init(
            bridge,
            columns: [
                "name", "ports", "controller", "fail_mode", "datapath_type", "datapath_id", "other_config",
                "external_ids", "protocols",
            ]),
        .init(
            controller,
            columns: ["target", "connection_mode", "max_backoff", "inactivity_probe", "is_connected", "external_ids"]),
        .init(port, columns: ["name", "interfaces", "external_ids"]),
        .init(
            interface,
            columns: ["name", "type", "options", "ofport", "ofport_request", "external_ids", "error"]),
    ]
}
