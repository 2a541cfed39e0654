extension Kind {
    static let tier = Kind(
        Field(
            "tier", .enumeration(["guard", "baseline"]),
            "Before every tenant's rules, or only where a tenant states none.",
            built: false, adminOnly: true))

    static let defaults = Kind(
        Field("default", .object(defaultPolicySchema), "What counts where no rule decides.", built: false))

    static let groups = Kind(
        Field(
            "groups", .map(key: .name(), .object(groupSchema)), "Groups of NICs and their rules, by name.", built: false
        ),
        singular: "group", route: .tenant("groups"))

    static let addressSets = Kind(
        Field(
            "address-sets", .map(key: .name(), .list(.scalar(.addressOrPrefix))), "Named sets of addresses.",
            built: false))

    static let portSecurity = Kind(
        Field(
            "port-security",
            .object(
                ObjectSchema([Field("exceptions", .list(.object(exceptionSchema)), "NICs that may use more addresses.")]
                )),
            "Exceptions from the check of source addresses.", built: false))

    private static let verdict = ValueType.enumeration(["allow", "tenant", "deny"])

    private static let defaultPolicySchema = ObjectSchema([
        Field("ingress", verdict, "Towards the tenant's NICs.", default: "tenant"),
        Field("egress", verdict, "From the tenant's NICs.", default: "allow"),
        Field("same-network", verdict, "Instead of ingress, within one network.", default: "allow"),
    ])

    private static let groupSchema = ObjectSchema([
        Field("members", .object(membersSchema), "Which NICs belong to it.", required: true),
        Field(
            "ingress", .list(.object(rule(peer: "from"))), "Rules for what reaches its members; the first match counts."
        ),
        Field("egress", .list(.object(rule(peer: "to"))), "Rules for what its members send; the first match counts."),
    ])

    private static let membersSchema = ObjectSchema([
        Field("labels", .labels, "NICs that have all these labels."),
        Field("nics", .list(.scalar(.nicName)), "NICs by name."),
        Field("networks", .list(.scalar(.reference(to: "network"))), "All NICs of these networks."),
    ])

    private static func rule(peer: String) -> ObjectSchema {
        ObjectSchema(
            [
                Field("allow", .protocols, "Admit these protocols."),
                Field("deny", .protocols, "Drop these protocols."),
                Field("reject", .protocols, "Answer these protocols with RST or ICMP unreachable."),
                Field("pass", .protocols, "Leave these protocols to the tenants' rules.", adminOnly: true),
                Field(peer, .scalar(.endpoint), "The other end.", required: true),
                Field("note", .scalar(.text()), "Why the rule is there."),
                Field(
                    "log", .enumeration(["true", "false", "sampled"]), "Whether matches are logged.", default: "false"),
                Field("persist", .boolean, "Whether connections it admitted outlive it.", default: "false"),
            ],
            exactlyOneOf: ["allow", "deny", "reject", "pass"])
    }

    private static let exceptionSchema = ObjectSchema([
        Field("nic", .scalar(.nicName), "The NIC.", required: true),
        Field(
            "allow-addresses", .list(.scalar(.addressOrPrefix)), "Addresses it may use besides its own.", required: true
        ),
        Field("reason", .scalar(.text()), "Why."),
    ])
}
