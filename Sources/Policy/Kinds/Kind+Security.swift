extension Kind {
    static let tier = Kind(
        SchemaField(
            "tier", .enumeration(["guard", "baseline"]),
            "Before every tenant's rules, or only where a tenant states none.",
            adminOnly: true))

    static let defaults = Kind(
        SchemaField("default", .object(defaultPolicySchema), "What counts where no rule decides."))

    static let groups = Kind(
        SchemaField(
            "groups", .map(key: .name(), .object(groupSchema)), "Groups of NICs and their rules, by name."),
        singular: "group", route: .tenant("groups"),
        columns: [
            Column("NAME", "name"), Column("TENANT", "tenant"), Column("TIER", "spec.tier"),
            Column("MEMBERS", "status.members"), Column("BOUND", "status.bound"), Column("RULES", "status.rules"),
            Column("HOSTS", "status.hosts.total"), Column("STATUS", "status.phase"),
            Column("SELECTS", "status.selects", wide: true), Column("DOCUMENT", "document", wide: true),
        ])

    static let addressSets = Kind(
        SchemaField(
            "address-sets", .map(key: .name(), .list(.scalar(.addressOrPrefix))), "Named sets of addresses."))

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

    /// Who may talk to whom.
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
