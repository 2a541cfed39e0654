extension Kind {
    static let asserts = Kind(
        SchemaField(
            "asserts",
            .list(
                .object(
                    ObjectSchema(
                        [
                            SchemaField("can", .protocols, "These protocols must pass."),
                            SchemaField("cannot", .protocols, "These protocols must not pass."),
                            SchemaField("from", .scalar(.endpoint), "The side that opens.", required: true),
                            SchemaField("to", .scalar(.endpoint), "The other side.", required: true),
                        ], exactlyOneOf: ["can", "cannot"]))),
            "What every plan must keep true.", built: false))
}
