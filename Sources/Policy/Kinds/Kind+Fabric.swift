extension Kind {
    static let vniPool = Kind(
        SchemaField(
            "vni-pool", .scalar(.range(1...16_777_215, "a range of VNIs")), "The VNIs that networks get by themselves.",
            default: "10000-15999999", adminOnly: true))

    static let underlay = Kind(
        SchemaField(
            "underlay",
            .object(
                ObjectSchema([
                    SchemaField("mtu", .integer(1280...65535), "The MTU between VTEPs, in bytes.", default: "1500")
                ])),
            "What Weft cannot see of the network that carries tunnels.", adminOnly: true))

    static let tenants = Kind(
        SchemaField(
            "tenants", .map(key: .name(reserved: ["admin"]), .object(tenantSchema)),
            "The tenants and what they may use.",
            adminOnly: true),
        singular: "tenant", route: .fabric("tenants"),
        columns: [
            Column("NAME", "name"), Column("DOCUMENTS", "status.documents"), Column("NETWORKS", "status.networks"),
            Column("NICS", "status.nics"),
            Column("QUOTA", "spec.quota", wide: true),
        ])

    static let hosts = Kind(
        SchemaField("hosts", .map(key: .name(), .object(hostSchema)), "The hypervisors, by name.", adminOnly: true),
        singular: "host", route: .fabric("hosts"),
        columns: [
            Column("NAME", "name"), Column("STATUS", "status.phase"), Column("VTEP", "spec.vtep"),
            Column("OVSDB", "status.ovsdb"), Column("OPENFLOW", "status.openflow"), Column("OVS", "status.ovs"),
            Column("NICS", "status.nics"), Column("NETWORKS", "status.networks"), Column("FLOWS", "status.flows"),
            Column("SYSTEM-ID", "status.systemID", wide: true),
            Column("DATAPATH-ID", "status.datapathID", wide: true), Column("ADDRESS", "spec.ovsdb", wide: true),
            Column("FINDINGS", "status.findings", wide: true), Column("LABELS", "labels", wide: true),
        ])

    static let uplinks = Kind(
        SchemaField(
            "uplinks", .map(key: .name(reserved: ["int", "tun", "phy"], maximum: 12), .object(uplinkSchema)),
            "Interfaces of hosts to the outside, by name.", built: false, adminOnly: true),
        singular: "uplink", route: .fabric("uplinks"))

    static let share = Kind(
        SchemaField(
            "share",
            .list(
                .object(
                    ObjectSchema([
                        SchemaField(
                            "network", .scalar(.reference(to: "network")), "The network to share.", required: true),
                        SchemaField("with", .list(.name), "The tenants that may join it.", required: true),
                    ]))),
            "Networks of tenant admin that other tenants may join.", built: false, adminOnly: true))

    private static let tenantSchema = ObjectSchema([
        SchemaField(
            "uplinks", .list(.object(grantSchema)), "The uplinks the tenant may use, and what of them.", built: false),
        SchemaField("quota", .object(quotaSchema), "How many objects the tenant may declare."),
    ])

    private static let grantSchema = ObjectSchema([
        SchemaField("uplink", .name, "The uplink granted.", required: true),
        SchemaField("vlans", .vlans, "Its VLANs that are granted."),
        SchemaField("flat", .boolean, "Whether its untagged network is granted.", default: "false"),
        SchemaField("addresses", .list(.scalar(.addressOrPrefix)), "Outside addresses that are granted."),
    ])

    private static let quotaSchema = ObjectSchema([
        SchemaField("networks", .integer(0...1_000_000), "At most so many networks."),
        SchemaField("nics", .integer(0...1_000_000), "At most so many NICs."),
        SchemaField("rules", .integer(0...1_000_000), "At most so many rules."),
    ])

    private static let hostSchema = ObjectSchema([
        SchemaField(
            "ovsdb", .scalar(.management), "Where the host's OVSDB is; `listen` when the host dials in.", required: true
        ),
        SchemaField("system-id", .scalar(.text("a system-id")), "The host's external_ids:system-id, to know it by."),
        SchemaField("vtep", .scalar(.address), "The address its tunnels end at."),
        SchemaField("datapath", .enumeration(["system", "netdev"]), "Which datapath its integration bridge has."),
        SchemaField(
            "libvirt", .scalar(.text("a libvirt URI")), "Its libvirt, for inventory and hot-plug.", built: false),
        SchemaField(
            "binding", .enumeration(["host", "api"]),
            "Whose word binds a port: the host's own, or only declared iface-ids.",
            default: "host"),
        SchemaField(
            "underlay",
            .object(ObjectSchema([SchemaField("mtu", .integer(1280...65535), "The MTU of this host's underlay.")])),
            "What differs from the fabric's underlay.", built: false),
        SchemaField("labels", .labels, "Labels of the host."),
    ])

    private static let uplinkSchema = ObjectSchema([
        SchemaField("hosts", .list(.name), "The hosts that have it.", required: true),
        SchemaField(
            "interface", .scalar(.text("an interface", maximum: 15)), "The interface on those hosts.", required: true),
        SchemaField("vlans", .vlans, "The VLANs it carries."),
        SchemaField("flat", .boolean, "Whether it carries an untagged network.", default: "false"),
    ])
}
