/// A tenant's objects over all its documents.
struct TenantIndex: Sendable {
    var networks = ShardedDictionary<String, NetworkEntry>()
    var nics = ShardedDictionary<NICDeclaration.Name, Owned<NICDeclaration>>()
    /// By the NIC that they are for; it need not be there.
    var exceptions = ShardedDictionary<NICDeclaration.Name, Owned<PortExceptionDeclaration>>()
    /// Whose an iface-id is.
    var interfaceIDs = ShardedDictionary<String, NICDeclaration.Name>()
    var security = SecurityIndex()

    /// Takes out what a document declares.
    ///
    /// - Returns: the networks taken out on which NICs of other documents remain.
    mutating func remove(_ documents: [PolicyDocument]) -> [NetworkEntry] {
        for nic in documents.lazy.flatMap(\.nics) {
            nics.remove(nic.name)
            if let id = nic.interfaceID { interfaceIDs.remove(id) }
            _ = networks.update(nic.network.name) { $0.remove(nic) }
        }
        for exception in documents.lazy.flatMap(\.exceptions) { exceptions.remove(exception.nic) }
        for document in documents { security.remove(document) }
        var orphaned: [NetworkEntry] = []
        for network in documents.lazy.flatMap(\.networks) {
            guard let entry = networks.remove(network.name), entry.members.count > 0 else { continue }
            orphaned.append(entry)
        }
        return orphaned
    }
}
