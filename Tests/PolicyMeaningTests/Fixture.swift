import NetworkTypes
import Policy
import PolicyFiles
import PolicyMeaning

/// Two tenants on a few networks: `web` and `db` of acme are joined by a router, `twin` has the prefix of `web`.
struct Fixture {
    let policy: PolicySet
    let resolution: Resolution
    let nics: [String: BoundNIC]

    static let base = """
        version: 1
        tenant: acme
        document: base
        networks:
          web: { subnets: [{ cidr: 10.0.1.0/24, gateway: 10.0.1.1 }, { cidr: '2001:db8:1::/64', gateway: '2001:db8:1::1' }] }
          db: { subnets: [{ cidr: 10.0.2.0/24 }] }
          twin: { subnets: [{ cidr: 10.0.1.0/24 }] }
        nics:
          - { vm: web1, network: web, addresses: [10.0.1.11, '2001:db8:1::11'], mac: 52:54:00:00:00:11, labels: { role: web, env: prod } }
          - { vm: web2, network: web, addresses: [10.0.1.12, '2001:db8:1::12'], mac: 52:54:00:00:00:12, labels: { role: web } }
          - { vm: db1, network: db, addresses: [10.0.2.21], mac: 52:54:00:00:00:21, labels: { role: db } }
          - { vm: twin1, network: twin, addresses: [10.0.1.11], mac: 52:54:00:00:00:31, labels: { role: web } }
        ---
        version: 1
        tenant: globex
        document: base
        networks: { lan: { subnets: [{ cidr: 10.0.9.0/24 }] } }
        nics: [{ vm: lan1, network: lan, addresses: [10.0.9.9], mac: 52:54:00:00:00:41, labels: { role: web } }]
        """

    /// - Parameters:
    ///   - security: the body of acme's document `security`, which begins on line 4.
    ///   - admin: bodies of documents of tenant admin by their names.
    init(_ security: String = "", admin: [String: String] = [:]) throws {
        var texts = [Self.base, "version: 1\ntenant: acme\ndocument: security\n\(security)\n"]
        texts += admin.sorted { $0.key < $1.key }.map {
            "version: 1\ntenant: admin\ndocument: \($0.key)\n\($0.value)\n"
        }
        let read = texts.map { readDocuments(Array($0.utf8), file: "t.yaml", accepting: Kind.security) }
        let policy = try PolicySet().applying(
            read.flatMap(\.documents), by: .admin, alongside: read.flatMap(\.diagnostics))
        var nics: [String: BoundNIC] = [:]
        for document in policy.keys.compactMap({ policy[$0] }) {
            for nic in document.nics { nics[nic.name.vm] = BoundNIC(nic, of: document.key.tenant) }
        }
        // It came after the documents: no entry names it.
        let web = NetworkName(tenant: "acme", name: "web")
        nics["found"] = BoundNIC(
            tenant: "acme", name: .init(vm: "mac-52-54-00-00-00-99", index: 0), network: web,
            addresses: [try IPAddress("10.0.1.99")])
        self.policy = policy
        self.nics = nics
        let routed = ["web", "db"].map { NetworkName(tenant: "acme", name: $0) }
        resolution = Resolution(
            policy, nics: nics.sorted { $0.key < $1.key }.map(\.value), routers: [Set(routed)])
    }
}

extension BoundNIC {
    fileprivate init(_ nic: NICDeclaration, of tenant: String) {
        let linkLocal = nic.mac.map { [IPAddress.v6(.linkLocal(from: $0))] } ?? []
        self.init(
            tenant: tenant, name: nic.name, network: NetworkName(tenant: tenant, name: nic.network.name),
            labels: nic.labels, addresses: Set(nic.addresses + linkLocal))
    }
}
