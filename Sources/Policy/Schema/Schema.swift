/// The schema of a whole document: its head and its sections (INTERFACE.md 1).
public enum Schema {
    /// Every section, in the order of the contract.
    public static let kinds: [Kind] = [
        .vniPool, .underlay, .tenants, .hosts, .uplinks, .share,
        .networks, .routers, .nics,
        .tier, .defaults, .groups, .addressSets, .portSecurity,
        .chains,
        .reservations, .forwards, .floating, .dns,
        .qos, .applyQoS,
        .asserts,
    ]

    public static let document = ObjectSchema(head + kinds.map(\.field))

    /// The kind called `noun`, in the singular or the plural.
    public static func kind(_ noun: String) -> Kind? {
        kinds.first { $0.plural == noun || $0.singular == noun }
    }

    static let head = [
        SchemaField("version", .enumeration(["1"]), "The version of the documents' schema.", required: true),
        SchemaField("tenant", .scalar(.name()), "The tenant whose intent the document states.", required: true),
        SchemaField("document", .scalar(.name()), "The document's name within its tenant.", required: true),
    ]
}
