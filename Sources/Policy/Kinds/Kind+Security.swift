extension Kind {
    static let tier = Kind(
        SchemaField(
            "tier", .enumeration(["guard", "baseline"]),
            "Before every tenant's rules, or only where a tenant states none.",
            built: false, adminOnly: true))

    static let defaults = Kind(
        SchemaField("default", .object(defaultPolicySchema), "What counts where no rule decides.", built: false))

    static let groups = Kind(
        SchemaField(
            "groups", .map(key: .name(), .object(groupSchema)), "Groups of NICs and their rules, by name.", built: false
        ),
        singular: "group", route: .tenant("groups"))

    static let addressSets = Kind(
        SchemaField(
            "address-sets", .map(key: .name(), .list(.scalar(.addressOrPrefix))), "Named sets of addresses.",
            built: false))

    static let portSecurity = Kind(
        SchemaField(
            "port-security",
            .object(
                ObjectSchema([
                    SchemaField(
                        "exceptions", .list(.object(exceptionSchema)), "NICs that may use more addresses.")
                ]
                )),
            "Exceptions from the check of source addresses."))

    /// Who may talk to whom: sections that are read and judged, while nothing enforces them yet.
    public static let security = [tier, defaults, groups, addressSets]

    private static let verdict = ValueType.enumeration(["allow", "tenant", "deny"])

    private static let defaultPolicySchema = ObjectSchema([
        SchemaField("ingress", verdict, "Towards the tenant's NICs.", default: "tenant"),
        SchemaField("egress", verdict, "From the tenant's NICs.", default: "allow"),
        SchemaField("same-network", verdict, "Instead of ingress, within one network.", default: "allow"),
    ])

    private static let groupSchema = ObjectSchema([
        SchemaField("members", .object(membersSchema), "Which NICs belong to it.", required: true),
        SchemaField(
            "ingress", .list(.object(rule(peer: "from"))), "Rules for what reaches its members; the first match counts."
        ),
        SchemaField(
            "egress", .list(.object(rule(peer: "to"))), "Rules for what its members send; the first match counts."),
    ])

    private static let membersSchema = ObjectSchema([
        SchemaField("labels", .labels, "NICs that have all these labels."),
        SchemaField("nics", .list(.scalar(.nicName)), "NICs by name."),
        SchemaField("networks", .list(.scalar(.reference(to: "network"))), "All NICs of these networks."),
    ])

    private static func rule(peer: String) -> ObjectSchema {
        ObjectSchema(
            [
                SchemaField("allow", .protocols, "Admit these protocols."),
                SchemaField("deny", .protocols, "Drop these protocols."),
                SchemaField("reject", .protocols, "Answer these protocols with RST or ICMP unreachable."),
                SchemaField("pass", .protocols, "Leave these protocols to the tenants' rules.", adminOnly: true),
                SchemaField(peer, .scalar(.endpoint), "The other end.", required: true),
                SchemaField("note", .scalar(.text()), "Why the rule is there."),
                SchemaField(
                    "log", .enumeration(["true", "false", "sampled"]), "Whether matches are logged.", default: "false"),
                SchemaField("persist", .boolean, "Whether connections it admitted outlive it.", default: "false"),
            ],
            exactlyOneOf: ["allow", "deny", "reject", "pass"])
    }

    private static let exceptionSchema = ObjectSchema([
        SchemaField("nic", .scalar(.nicName), "The NIC.", required: true),
        SchemaField(
            "allow-addresses", .list(.scalar(.addressOrPrefix), maximum: 64), "Addresses it may use besides its own.",
            required: true
        ),
        SchemaField("reason", .scalar(.text()), "Why."),
    ])
}
