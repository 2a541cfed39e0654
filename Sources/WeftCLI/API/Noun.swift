import CommandLine

/// A kind of object that `get`, `describe` and `wait` know (INTERFACE.md 3).
struct Noun: Hashable {
    /// As in the API's paths.
    let plural: String
    /// As in `-o name`.
    let singular: String
    /// Whether its objects have names within a tenant.
    let isInTenant: Bool

    static let all = [
        Noun(plural: "tenants", singular: "tenant", isInTenant: false),
        Noun(plural: "documents", singular: "document", isInTenant: true),
        Noun(plural: "networks", singular: "network", isInTenant: true),
        Noun(plural: "nics", singular: "nic", isInTenant: true),
        Noun(plural: "vms", singular: "vm", isInTenant: true),
        Noun(plural: "groups", singular: "group", isInTenant: true),
        Noun(plural: "rules", singular: "rule", isInTenant: true),
        Noun(plural: "hosts", singular: "host", isInTenant: false),
        Noun(plural: "tunnels", singular: "tunnel", isInTenant: false),
        Noun(plural: "vnis", singular: "vni", isInTenant: false),
        Noun(plural: "findings", singular: "finding", isInTenant: false),
        Noun(plural: "drift", singular: "drift", isInTenant: false),
        Noun(plural: "revisions", singular: "revision", isInTenant: false),
        Noun(plural: "events", singular: "event", isInTenant: false),
    ]

    /// In the contract, not in this version.
    private static let later = ["routers", "chains", "forwards", "leases", "vlans"]

    /// The noun spelled `word`, in the plural or singular.
    static func named(_ word: String) throws(Failure) -> Noun {
        if let noun = all.first(where: { $0.plural == word || $0.singular == word }) { return noun }
        let known = all.map(\.plural).joined(separator: ", ")
        guard !later.contains(where: { $0 == word || $0.dropLast() == word }) else {
            throw Failure(
                "not-supported", "`\(word)` is not in this version of Weft", hint: "there are \(known)",
                exitCode: .usage)
        }
        throw .usage("`\(word)` is no kind of object", hint: "there are \(known)")
    }

    /// The path of all objects, or of a tenant's.
    func listPath(tenant: String?) -> APIPath {
        guard isInTenant, let tenant else { return APIPath(plural) }
        return APIPath("tenants", tenant, plural)
    }

    /// The path of one object. A name in a tenant is `NAME` with `-T`, else `TENANT/NAME`.
    func path(of name: String, tenant: String?) throws(Failure) -> APIPath {
        guard isInTenant else { return APIPath(plural, name) }
        let (tenant, name) = try split(name, tenant: tenant)
        return APIPath("tenants", tenant, plural, name)
    }

    /// Tells the tenant from the name. With `-T` the whole text is the name, unless it repeats the tenant: a VM's name
    /// may hold a slash.
    func split(_ text: String, tenant: String?) throws(Failure) -> (tenant: String, name: String) {
        let parts = text.split(separator: "/", maxSplits: 1, omittingEmptySubsequences: false).map(String.init)
        if let tenant {
            let repeatsTenant = parts.count == 2 && parts[0] == tenant
            return (tenant, repeatsTenant ? parts[1] : text)
        }
        guard parts.count == 2, !parts[0].isEmpty, !parts[1].isEmpty else {
            throw .usage(
                "\(singular) \(text) is a name within a tenant: which one?",
                hint: "-T TENANT, or TENANT/\(text)")
        }
        return (parts[0], parts[1])
    }
}
