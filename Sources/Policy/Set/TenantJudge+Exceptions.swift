extension TenantJudge {
    mutating func add(_ exception: Owned<PortExceptionDeclaration>) {
        let declaration = exception.declaration
        if let first = index.exceptions[declaration.nic] {
            reportDuplicate(
                "an exception for NIC \(excerpt("\(declaration.nic)"))", of: exception.document,
                at: declaration.position, first: first.declaration.position, in: first.document)
            return
        }
        index.exceptions.set(exception, for: declaration.nic)
        guard index.nics[declaration.nic] == nil, !isPartlyUnread else { return }
        report(
            .notFound, "an exception for NIC \(excerpt("\(declaration.nic)")): there is no such NIC",
            at: declaration.position)
    }

    /// NICs taken away while documents that did not change have exceptions for them.
    mutating func reportRemovedExceptions(_ replaced: [PolicyDocument]) {
        guard !isPartlyUnread else { return }
        let given = givenKeys
        for nic in replaced.lazy.flatMap(\.nics) where index.nics[nic.name] == nil {
            guard let exception = index.exceptions[nic.name], !given.contains(exception.document) else { continue }
            report(
                .inUse, "NIC \(excerpt("\(nic.name)")) is removed, but an exception refers to it", at: nic.position,
                hint: "remove the exception first, or in the same apply", related: [exception.declaration.position])
        }
    }
}
