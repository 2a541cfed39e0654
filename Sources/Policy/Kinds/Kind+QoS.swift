extension Kind {
    static let qos = Kind(
        Field("qos", .map(key: .name(), .object(policySchema)), "Policies of bandwidth, by name.", built: false),
        singular: "qos-policy", route: .tenant("qos"))

    static let applyQoS = Kind(
        Field(
            "apply-qos",
            .list(
                .object(
                    ObjectSchema([
                        Field("policy", .name, "The policy.", required: true),
                        Field("to", .scalar(.endpoint), "The NICs it counts for.", required: true),
                    ]))),
            "Which NICs have which policy.", built: false))

    private static let rateFields = [
        Field("guarantee", .scalar(.bitrate), "What is always there."),
        Field("limit", .scalar(.bitrate), "What is never exceeded."),
        Field("burst", .scalar(.byteSize), "What may pass at once."),
    ]

    private static let policySchema = ObjectSchema([
        Field("to-vm", .object(ObjectSchema(rateFields)), "Towards the VM."),
        Field("from-vm", .object(ObjectSchema(rateFields)), "From the VM."),
        Field("dscp", .integer(0...63), "The mark that frames from the VM get."),
        Field("classes", .map(key: .name(), .object(trafficClassSchema)), "Classes that share the limit, by name."),
    ])

    private static let trafficClassSchema = ObjectSchema(
        rateFields + [
            Field(
                "match",
                .choice([
                    .enumeration(["any"]),
                    .object(ObjectSchema([Field("proto", .protocols, "The protocols.", required: true)])),
                ]), "What belongs to the class.", required: true)
        ])
}
