/// Documents that several tests apply.
public enum TestDocuments {
    /// The admin's: hosts that dial in, `kvm1` and so on, and the tenants acme and globex.
    public static func fabric(hosts: Int, extra: String = "") -> String {
        let lines = (1...max(hosts, 1)).map {
            "  kvm\($0): { ovsdb: listen, system-id: kvm\($0), vtep: 172.31.0.\($0) }"
        }
        return """
            version: 1
            tenant: admin
            document: fabric
            tenants: { acme: {}, globex: {} }
            hosts:
            \(lines.joined(separator: "\n"))
            \(extra)
            """
    }
}
