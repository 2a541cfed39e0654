extension Kind {
    /// Bounds the work of placing an address.
    static let maximumSubnets = 64

    static let networks = Kind(
        SchemaField(
            "networks", .map(key: .name(reserved: ["weft"]), .object(networkSchema)),
            "The tenant's layer-2 networks, by name."),
        singular: "network", route: .tenant("networks"),
        columns: [
            Column("NAME", "name"), Column("TENANT", "tenant"), Column("TYPE", "spec.type"),
            Column("VNI", "status.vni"), Column("SUBNETS", "spec.subnets"), Column("NICS", "status.nics"),
            Column("HOSTS", "status.hosts.total"), Column("STATUS", "status.phase"),
            Column("PROFILE", "status.profile", wide: true), Column("DOCUMENT", "document", wide: true),
        ])

    static let routers = Kind(
        SchemaField(
            "routers", .map(key: .name(), .object(routerSchema)), "Routers between networks, by name.", built: false),
        singular: "router", route: .tenant("routers"))

    static let nics = Kind(
        SchemaField("nics", .list(.object(nicSchema)), "The virtual NICs of the tenant's VMs."),
        singular: "nic", route: .tenant("nics"),
        columns: [
            Column("NAME", "name"), Column("TENANT", "tenant"), Column("NETWORK", "spec.network"),
            Column("MAC", "status.mac"), Column("ADDRESSES", "status.addresses"), Column("HOST", "status.host"),
            Column("PORT", "status.port"), Column("STATUS", "status.phase"),
            Column("IFACE-ID", "spec.iface-id", wide: true), Column("OFPORT", "status.ofport", wide: true),
            Column("EVIDENCE", "status.evidence", wide: true), Column("LABELS", "labels", wide: true),
        ])

    private static let networkSchema = ObjectSchema([
        SchemaField(
            "type", .enumeration(["overlay", "isolated", .planned("vlan"), .planned("flat"), .planned("trunk")]),
            "How frames travel between hosts; an isolated overlay is joined by no router.", default: "overlay"),
        SchemaField("vni", .integer(1...16_777_215), "Its VNI, instead of one from the pool.", adminOnly: true),
        SchemaField("subnets", .list(.object(subnetSchema), maximum: maximumSubnets), "Its address ranges."),
        SchemaField(
            "address-mode", .enumeration(["declared", "learned"]),
            "Which source addresses pass: known ones, or those used first; a network without subnets is `learned`.",
            default: "declared"),
        SchemaField(
            "mtu", .integer(576...65535), "Its MTU, instead of the underlay's less the tunnel's.", built: false),
        SchemaField(
            "host-access", .enumeration(["false", .planned("true")]), "Whether its hosts have an address in it.",
            default: "false"),
        SchemaField("uplink", .name, "The uplink of a vlan, flat or trunk network.", built: false),
        SchemaField("vlan", .scalar(.vlan), "The VLAN of a vlan network.", built: false),
        SchemaField("native", .object(nativeSchema), "The VLAN of a trunk's VMs that send untagged.", built: false),
        SchemaField("vlans", .vlans, "The VLANs that pass a trunk tagged.", built: false),
        SchemaField("bridge-to", .object(bridgeSchema), "The VLAN that the overlay is joined to.", built: false),
    ])

    private static let subnetSchema = ObjectSchema([
        SchemaField("cidr", .scalar(.subnet), "Its prefix.", required: true),
        SchemaField("gateway", .scalar(.address), "The router's address in it; no NIC may have it."),
        SchemaField(
            "dhcp", .choice([.enumeration(["off"]), .planned(.object(dhcpSchema))]), "What DHCP gives out.",
            default: "off"),
        SchemaField(
            "ra", .enumeration(["off", "slaac", .planned("stateful")]),
            "Whether guests make addresses of the prefix themselves (slaac).",
            default: "off"),
    ])

    private static let dhcpSchema = ObjectSchema([
        SchemaField("pool", .scalar(.addressRange), "The addresses to give out."),
        SchemaField("dns", .list(.scalar(.address)), "The resolvers to name."),
        SchemaField("lease", .scalar(.duration), "How long an address is lent."),
    ])

    private static let nativeSchema = ObjectSchema([
        SchemaField("vlan", .scalar(.vlan), "The VLAN.", required: true),
        SchemaField("tagged", .boolean, "Whether it is tagged on the uplink."),
    ])

    private static let bridgeSchema = ObjectSchema([
        SchemaField("uplink", .name, "The uplink.", required: true),
        SchemaField("vlan", .scalar(.vlan), "Its VLAN; the untagged network when absent."),
    ])

    private static let routerSchema = ObjectSchema([
        SchemaField("connects", .list(.scalar(.reference(to: "network"))), "The networks it joins.", required: true),
        SchemaField("routes", .list(.object(routeSchema)), "Static routes."),
        SchemaField("external", .object(externalSchema), "Its way to the outside."),
    ])

    private static let routeSchema = ObjectSchema([
        SchemaField("to", .scalar(.prefix), "Where to.", required: true),
        SchemaField("via", .scalar(.address), "The next hop.", required: true),
    ])

    private static let externalSchema = ObjectSchema([
        SchemaField("uplink", .name, "The uplink.", required: true),
        SchemaField("vlan", .scalar(.vlan), "Its VLAN; the untagged network when absent."),
        SchemaField(
            "mode", .enumeration(["nat", "routed"]), "Whether connections from inside leave with the router's address."),
        SchemaField("address", .scalar(.addressWithLength), "The router's outside address.", required: true),
        SchemaField("gateway", .scalar(.address), "The next hop outside.", required: true),
    ])

    private static let nicSchema = ObjectSchema([
        SchemaField("vm", .scalar(.vm), "The VM's name, as the hypervisor has it.", required: true),
        SchemaField("index", .integer(0...1023), "Which NIC of the VM.", default: "0"),
        SchemaField("iface-id", .scalar(.text("an iface-id")), "The port's external_ids:iface-id."),
        SchemaField("mac", .scalar(.mac), "Its MAC address; that of the bound port when absent."),
        SchemaField("network", .scalar(.reference(to: "network")), "The network it is on.", required: true),
        SchemaField("addresses", .list(.scalar(.address), maximum: 64), "Its IP addresses."),
        SchemaField("labels", .labels, "Labels that rules select it by."),
    ])
}
