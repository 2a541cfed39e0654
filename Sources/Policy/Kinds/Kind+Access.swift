extension Kind {
    static let reservations = Kind(
        Field("reservations", .list(.object(reservationSchema)), "Addresses that DHCP keeps for a MAC.", built: false),
        singular: "reservation", route: .tenant("reservations"))

    static let forwards = Kind(
        Field(
            "forwards", .list(.object(forwardSchema)), "Ports of outside addresses, forwarded to NICs.", built: false),
        singular: "forward", route: .tenant("forwards"))

    static let floating = Kind(
        Field("floating", .list(.object(floatingAddressSchema)), "Outside addresses for single NICs.", built: false),
        singular: "floating-address", route: .tenant("floating"))

    static let dns = Kind(Field("dns", .object(zoneSchema), "Names that the tenant's resolver answers.", built: false))

    private static let networkField = Field(
        "network", .scalar(.reference(to: "network")), "The network.", required: true)
    private static let routerField = Field("router", .scalar(.reference(to: "router")), "The router.", required: true)

    private static let reservationSchema = ObjectSchema([
        networkField,
        Field("mac", .scalar(.mac), "The MAC address.", required: true),
        Field("ip", .scalar(.address), "Its address.", required: true),
        Field("name", .scalar(.domainName), "Its host name."),
    ])

    private static let forwardSchema = ObjectSchema(
        [
            routerField,
            Field("address", .scalar(.address), "The outside address.", default: "the router's"),
            Field("proto", .enumeration(["tcp", "udp"]), "The protocol.", required: true),
            Field("port", .scalar(.integer(1...65535, "a port")), "The outside port."),
            Field("ports", .scalar(.ports), "The outside ports."),
            Field("to", .scalar(.nicEndpoint), "The NIC that is reached.", required: true),
            Field("to-port", .scalar(.integer(1...65535, "a port")), "Its port.", default: "the outside port"),
            Field("from", .scalar(.addressOrPrefix), "Only from here.", default: "anywhere"),
        ],
        exactlyOneOf: ["port", "ports"])

    private static let floatingAddressSchema = ObjectSchema([
        routerField,
        Field("address", .scalar(.address), "The outside address.", required: true),
        Field("to", .scalar(.nicEndpoint), "The NIC that has it.", required: true),
    ])

    private static let zoneSchema = ObjectSchema([
        Field("zone", .scalar(.domainName), "The domain.", required: true),
        Field(
            "records",
            .list(
                .object(
                    ObjectSchema([
                        Field("name", .scalar(.domainName), "The name within the domain.", required: true),
                        Field("target", .scalar(.endpoint), "The NIC or address it stands for.", required: true),
                    ]))),
            "Names besides those of the VMs."),
    ])
}
