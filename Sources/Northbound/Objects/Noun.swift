import Policy

/// A kind of object that the API lists, declared once: its routes, columns and objects follow from this.
struct Noun: Sendable {
    enum Scope: Sendable {
        /// The fabric's: `/v1/NOUN/{name}`, for the admin alone.
        case fabric
        /// The fabric's, where each tenant sees its own: `/v1/NOUN/{name}`.
        case shared
        /// A tenant's: `/v1/NOUN` and `/v1/tenants/{tenant}/NOUN/{name}`.
        case tenant
    }

    let plural: String
    let singular: String
    let scope: Scope
    let columns: [Kind.Column]
    /// The keys of all objects, or of one tenant's, sorted.
    let keys: @Sendable (View, _ tenant: String?) -> [ObjectKey]
    /// The object of a key; none when there is none such.
    let object: @Sendable (View, ObjectKey) -> APIObject?
    /// The key of the object that a path names; none when no object can have this name.
    let key: @Sendable (_ name: String, _ tenant: String) -> ObjectKey?
    /// What `describe` shows beside the object itself.
    var related: @Sendable (View, ObjectKey) -> [RelatedTable] = { _, _ in [] }

    /// Members of `spec` that `describe` shows among the related tables instead.
    var tabled: [String] = []

    /// Its objects can be written one by one, so `GET` tells their ETag.
    var isWritable = false

    /// Its objects are entries of a log: they come, and are never changed.
    var isLog = false

    /// All nouns that are read from snapshots.
    static let all: [Noun] = [
        .tenants, .documents, .networks, .nics, .vms, .groups, .rules, .hosts, .tunnels, .vnis, .events, .findings,
        .drift,
    ]

    /// The columns of a kind that documents declare.
    static func columns(declaredFor noun: String) -> [Kind.Column] {
        guard let kind = Schema.kind(noun) else { preconditionFailure("documents declare no \(noun)") }
        return kind.columns
    }
}

/// A small table under an object's description.
struct RelatedTable: Sendable {
    let title: String
    let table: TextTable
}
