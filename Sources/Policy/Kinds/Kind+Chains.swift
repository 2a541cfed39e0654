extension Kind {
    static let chains = Kind(
        SchemaField("chains", .map(key: .name(), .object(chainSchema)), "Service chains, by name.", built: false),
        singular: "chain", route: .tenant("chains"))

    private static let chainSchema = ObjectSchema([
        SchemaField("priority", .integer(0...65535), "The highest wins.", default: "100"),
        SchemaField(
            "match", .list(.object(matchSchema)), "The connections that take it; `from` opens them.", required: true),
        SchemaField("symmetric", .boolean, "Whether replies pass the same instances in reverse.", default: "true"),
        SchemaField("hops", .list(.object(hopSchema), maximum: 16), "The functions, in order.", required: true),
        SchemaField(
            "on-update", .enumeration(["drain", "cut"]), "What happens to established connections on a change."),
        SchemaField("drain-timeout", .scalar(.duration), "How long they may keep their path."),
    ])

    private static let matchSchema = ObjectSchema([
        SchemaField("from", .scalar(.endpoint), "The side that opens the connection.", required: true),
        SchemaField("to", .scalar(.endpoint), "The other side.", required: true),
        SchemaField("proto", .protocols, "The protocols.", default: "any"),
    ])

    private static let hopSchema = ObjectSchema([
        SchemaField("name", .name, "The hop's name.", required: true),
        SchemaField(
            "mode", .enumeration(["inline-l2", "inline-l3", "tap"]), "How frames pass the function.", required: true),
        SchemaField("instances", .list(.object(instanceSchema)), "The VMs that do it.", required: true),
        SchemaField("balance", .enumeration(["flow-hash"]), "How connections are spread over instances."),
        SchemaField("health", .object(healthSchema), "How instances are probed."),
        SchemaField(
            "on-failure", .enumeration(["closed", "open"]), "With every instance down: drop, or skip the hop."),
    ])

    private static let port = ValueType.choice([
        .scalar(.integer(0...1023, "the index of a NIC")),
        .object(ObjectSchema([SchemaField("mac", .scalar(.mac), "The NIC's MAC address.", required: true)])),
    ])

    private static let instanceSchema = ObjectSchema([
        SchemaField("vm", .scalar(.vm), "The VM.", required: true),
        SchemaField("in", port, "The NIC that frames enter by.", required: true),
        SchemaField("out", port, "The NIC that frames leave by."),
        SchemaField("weight", .integer(1...100), "Its share of connections.", default: "1"),
    ])

    private static let healthSchema = ObjectSchema([
        SchemaField("probe", .enumeration(["frame"]), "What is sent through the instance.", required: true),
        SchemaField("interval", .scalar(.duration), "How often."),
        SchemaField("fail-after", .integer(1...100), "So many lost probes: down."),
        SchemaField("recover-after", .integer(1...100), "So many good probes: up."),
    ])
}
