extension Kind {
    static let vniPool = Kind(
        Field(
            "vni-pool", .scalar(.range(1...16_777_215, "a range of VNIs")), "The VNIs that networks get by themselves.",
            default: "10000-15999999", adminOnly: true))

    static let underlay = Kind(
        Field(
            "underlay",
            .object(
                ObjectSchema([
                    Field("mtu", .integer(1280...65535), "The MTU between VTEPs, in bytes.", default: "1500")
                ])),
            "What Weft cannot see of the network that carries tunnels.", adminOnly: true))

    static let tenants = Kind(
        Field(
            "tenants", .map(key: .name(reserved: ["admin"]), .object(tenantSchema)),
            "The tenants and what they may use.",
            adminOnly: true),
        singular: "tenant", route: .fabric("tenants"),
        columns: [
            Column("NAME", "name"), Column("NETWORKS", "status.networks"), Column("NICS", "status.nics"),
            Column("QUOTA", "spec.quota", wide: true),
        ])

    static let hosts = Kind(
        Field("hosts", .map(key: .name(), .object(hostSchema)), "The hypervisors, by name.", adminOnly: true),
        singular: "host", route: .fabric("hosts"),
        columns: [
            Column("NAME", "name"), Column("STATE", "status.phase"), Column("VTEP", "spec.vtep"),
            Column("DATAPATH", "status.datapath"), Column("NICS", "status.nics"),
            Column("OVSDB", "spec.ovsdb", wide: true), Column("SYSTEM-ID", "spec.system-id", wide: true),
        ])

    static let uplinks = Kind(
        Field(
            "uplinks", .map(key: .name(reserved: ["int", "tun", "phy"], maximum: 12), .object(uplinkSchema)),
            "Interfaces of hosts to the outside, by name.", built: false, adminOnly: true),
        singular: "uplink", route: .fabric("uplinks"))

    static let share = Kind(
        Field(
            "share",
            .list(
                .object(
                    ObjectSchema([
                        Field("network", .scalar(.reference(to: "network")), "The network to share.", required: true),
                        Field("with", .list(.name), "The tenants that may join it.", required: true),
                    ]))),
            "Networks of tenant admin that other tenants may join.", built: false, adminOnly: true))

    private static let tenantSchema = ObjectSchema([
        Field(
            "uplinks", .list(.object(grantSchema)), "The uplinks the tenant may use, and what of them.", built: false),
        Field("quota", .object(quotaSchema), "How many objects the tenant may declare."),
    ])

    private static let grantSchema = ObjectSchema([
        Field("uplink", .name, "The uplink granted.", required: true),
        Field("vlans", .vlans, "Its VLANs that are granted."),
        Field("flat", .boolean, "Whether its untagged network is granted.", default: "false"),
        Field("addresses", .list(.scalar(.addressOrPrefix)), "Outside addresses that are granted."),
    ])

    private static let quotaSchema = ObjectSchema([
        Field("networks", .integer(0...1_000_000), "At most so many networks."),
        Field("nics", .integer(0...1_000_000), "At most so many NICs."),
        Field("rules", .integer(0...1_000_000), "At most so many rules."),
    ])

    private static let hostSchema = ObjectSchema([
        Field(
            "ovsdb", .scalar(.management), "Where the host's OVSDB is; `listen` when the host dials in.", required: true
        ),
        Field("system-id", .scalar(.text("a system-id")), "The host's external_ids:system-id, to know it by."),
        Field("vtep", .scalar(.address), "The address its tunnels end at."),
        Field("datapath", .enumeration(["system", "netdev"]), "Which datapath its integration bridge has."),
        Field("libvirt", .scalar(.text("a libvirt URI")), "Its libvirt, for inventory and hot-plug.", built: false),
        Field(
            "binding", .enumeration(["host", "api"]),
            "Whose word binds a port: the host's own, or only declared iface-ids.",
            default: "host"),
        Field(
            "underlay",
            .object(ObjectSchema([Field("mtu", .integer(1280...65535), "The MTU of this host's underlay.")])),
            "What differs from the fabric's underlay.", built: false),
        Field("labels", .labels, "Labels of the host."),
    ])

    private static let uplinkSchema = ObjectSchema([
        Field("hosts", .list(.name), "The hosts that have it.", required: true),
        Field(
            "interface", .scalar(.text("an interface", maximum: 15)), "The interface on those hosts.", required: true),
        Field("vlans", .vlans, "The VLANs it carries."),
        Field("flat", .boolean, "Whether it carries an untagged network.", default: "false"),
    ])
}
