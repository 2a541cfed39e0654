extension Kind {
    static let chains = Kind(
        Field("chains", .map(key: .name(), .object(chainSchema)), "Service chains, by name.", built: false),
        singular: "chain", route: .tenant("chains"))

    private static let chainSchema = ObjectSchema([
        Field("priority", .integer(0...65535), "The highest wins.", default: "100"),
        Field("match", .list(.object(matchSchema)), "The connections that take it; `from` opens them.", required: true),
        Field("symmetric", .boolean, "Whether replies pass the same instances in reverse.", default: "true"),
        Field("hops", .list(.object(hopSchema), maximum: 16), "The functions, in order.", required: true),
        Field("on-update", .enumeration(["drain", "cut"]), "What happens to established connections on a change."),
        Field("drain-timeout", .scalar(.duration), "How long they may keep their path."),
    ])

    private static let matchSchema = ObjectSchema([
        Field("from", .scalar(.endpoint), "The side that opens the connection.", required: true),
        Field("to", .scalar(.endpoint), "The other side.", required: true),
        Field("proto", .protocols, "The protocols.", default: "any"),
    ])

    private static let hopSchema = ObjectSchema([
        Field("name", .name, "The hop's name.", required: true),
        Field(
            "mode", .enumeration(["inline-l2", "inline-l3", "tap"]), "How frames pass the function.", required: true),
        Field("instances", .list(.object(instanceSchema)), "The VMs that do it.", required: true),
        Field("balance", .enumeration(["flow-hash"]), "How connections are spread over instances."),
        Field("health", .object(healthSchema), "How instances are probed."),
        Field("on-failure", .enumeration(["closed", "open"]), "With every instance down: drop, or skip the hop."),
    ])

    private static let port = ValueType.choice([
        .scalar(.integer(0...1023, "the index of a NIC")),
        .object(ObjectSchema([Field("mac", .scalar(.mac), "The NIC's MAC address.", required: true)])),
    ])

    private static let instanceSchema = ObjectSchema([
        Field("vm", .scalar(.vm), "The VM.", required: true),
        Field("in", port, "The NIC that frames enter by.", required: true),
        Field("out", port, "The NIC that frames leave by."),
        Field("weight", .integer(1...100), "Its share of connections.", default: "1"),
    ])

    private static let healthSchema = ObjectSchema([
        Field("probe", .enumeration(["frame"]), "What is sent through the instance.", required: true),
        Field("interval", .scalar(.duration), "How often."),
        Field("fail-after", .integer(1...100), "So many lost probes: down."),
        Field("recover-after", .integer(1...100), "So many good probes: up."),
    ])
}
