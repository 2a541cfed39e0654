extension Kind {
    static let asserts = Kind(
        Field(
            "asserts",
            .list(
                .object(
                    ObjectSchema(
                        [
                            Field("can", .protocols, "These protocols must pass."),
                            Field("cannot", .protocols, "These protocols must not pass."),
                            Field("from", .scalar(.endpoint), "The side that opens.", required: true),
                            Field("to", .scalar(.endpoint), "The other side.", required: true),
                        ], exactlyOneOf: ["can", "cannot"]))),
            "What every plan must keep true.", built: false))
}
