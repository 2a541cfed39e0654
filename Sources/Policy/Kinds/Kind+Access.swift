extension Kind {
    static let reservations = Kind(
        SchemaField(
            "reservations", .list(.object(reservationSchema)), "Addresses that DHCP keeps for a MAC.", built: false),
        singular: "reservation", route: .tenant("reservations"))

    static let forwards = Kind(
        SchemaField(
            "forwards", .list(.object(forwardSchema)), "Ports of outside addresses, forwarded to NICs.", built: false),
        singular: "forward", route: .tenant("forwards"))

    static let floating = Kind(
        SchemaField(
            "floating", .list(.object(floatingAddressSchema)), "Outside addresses for single NICs.", built: false),
        singular: "floating-address", route: .tenant("floating"))

    static let dns = Kind(
        SchemaField("dns", .object(zoneSchema), "Names that the tenant's resolver answers.", built: false))

    private static let networkField = SchemaField(
        "network", .scalar(.reference(to: "network")), "The network.", required: true)
    private static let routerField = SchemaField(
        "router", .scalar(.reference(to: "router")), "The router.", required: true)

    private static let reservationSchema = ObjectSchema([
        networkField,
        SchemaField("mac", .scalar(.mac), "The MAC address.", required: true),
        SchemaField("ip", .scalar(.address), "Its address.", required: true),
        SchemaField("name", .scalar(.domainName), "Its host name."),
    ])

    private static let forwardSchema = ObjectSchema(
        [
            routerField,
            SchemaField("address", .scalar(.address), "The outside address.", default: "the router's"),
            SchemaField("proto", .enumeration(["tcp", "udp"]), "The protocol.", required: true),
            SchemaField("port", .scalar(.integer(1...65535, "a port")), "The outside port."),
            SchemaField("ports", .scalar(.ports), "The outside ports."),
            SchemaField("to", .scalar(.nicEndpoint), "The NIC that is reached.", required: true),
            SchemaField("to-port", .scalar(.integer(1...65535, "a port")), "Its port.", default: "the outside port"),
            SchemaField("from", .scalar(.addressOrPrefix), "Only from here.", default: "anywhere"),
        ],
        exactlyOneOf: ["port", "ports"])

    private static let floatingAddressSchema = ObjectSchema([
        routerField,
        SchemaField("address", .scalar(.address), "The outside address.", required: true),
        SchemaField("to", .scalar(.nicEndpoint), "The NIC that has it.", required: true),
    ])

    private static let zoneSchema = ObjectSchema([
        SchemaField("zone", .scalar(.domainName), "The domain.", required: true),
        SchemaField(
            "records",
            .list(
                .object(
                    ObjectSchema([
                        SchemaField("name", .scalar(.domainName), "The name within the domain.", required: true),
                        SchemaField("target", .scalar(.endpoint), "The NIC or address it stands for.", required: true),
                    ]))),
            "Names besides those of the VMs."),
    ])
}
