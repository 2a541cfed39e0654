extension Kind {
    static let qos = Kind(
        SchemaField("qos", .map(key: .name(), .object(policySchema)), "Policies of bandwidth, by name.", built: false),
        singular: "qos-policy", route: .tenant("qos"))

    static let applyQoS = Kind(
        SchemaField(
            "apply-qos",
            .list(
                .object(
                    ObjectSchema([
                        SchemaField("policy", .name, "The policy.", required: true),
                        SchemaField("to", .scalar(.endpoint), "The NICs it counts for.", required: true),
                    ]))),
            "Which NICs have which policy.", built: false))

    private static let rateFields = [
        SchemaField("guarantee", .scalar(.bitrate), "What is always there."),
        SchemaField("limit", .scalar(.bitrate), "What is never exceeded."),
        SchemaField("burst", .scalar(.byteSize), "What may pass at once."),
    ]

    private static let policySchema = ObjectSchema([
        SchemaField("to-vm", .object(ObjectSchema(rateFields)), "Towards the VM."),
        SchemaField("from-vm", .object(ObjectSchema(rateFields)), "From the VM."),
        SchemaField("dscp", .integer(0...63), "The mark that frames from the VM get."),
        SchemaField(
            "classes", .map(key: .name(), .object(trafficClassSchema)), "Classes that share the limit, by name."),
    ])

    private static let trafficClassSchema = ObjectSchema(
        rateFields + [
            SchemaField(
                "match",
                .choice([
                    .enumeration(["any"]),
                    .object(ObjectSchema([SchemaField("proto", .protocols, "The protocols.", required: true)])),
                ]), "What belongs to the class.", required: true)
        ])
}
