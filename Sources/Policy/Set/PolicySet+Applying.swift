extension PolicySet {
    /// The set after documents were put in (each replaces the one of its identity) and others deleted.
    ///
    /// Names, references, grants and quotas are judged on the result as a whole, so the order does not matter.
    /// - Parameters:
    ///   - changed: the documents, each identity once.
    ///   - deleted: documents to remove; they must exist.
    ///   - actor: who asks. Only the admin may write documents of tenant `admin` and the first of a tenant not declared.
    ///   - writesObjects: the change is one of single objects, kept in the reserved document `api`.
    ///   - diagnostics: what was already found in the texts that hold these documents. Any error among them refuses
    ///     the change, and references into what could not be read are then not reported.
    /// - Throws: everything that is wrong, sorted by place.
    public func applying(
        _ changed: [PolicyDocument], deleting deleted: [DocumentKey] = [], by actor: Actor,
        writesObjects: Bool = false, alongside diagnostics: [Diagnostic] = []
    ) throws(PolicyRejection) -> PolicySet {
        var change = PolicySetChange(before: self, actor: actor, writesObjects: writesObjects)
        change.isPartlyUnread = diagnostics.contains { $0.severity == .error }
        change.put(changed)
        change.delete(deleted)
        change.judgeFabric()
        change.judgeTenants()
        let all = diagnostics + changed.flatMap(\.diagnostics) + change.collector.finished()
        guard !all.contains(where: { $0.severity == .error }) else { throw PolicyRejection(all) }
        return change.after
    }
}
