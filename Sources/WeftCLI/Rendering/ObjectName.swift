import CommandLine
import JSON

/// Objects as `-o name` prints them and `weft wait` takes them: `nic/acme/web1:0`, `host/kvm1`.
enum ObjectName {
    /// The tenant stands in the name unless `-T` gave it.
    static func text(_ object: JSONValue, _ noun: Noun, tenant: String?) -> String {
        let names = ["name", "document", "revision", "vni", "id"].compactMap { object[$0] }
        let name = names.first.map { $0.string ?? $0.serialized() } ?? "-"
        guard noun.isInTenant, tenant == nil, let owner = object["tenant"]?.string, !name.hasPrefix("\(owner)/") else {
            return printable("\(noun.singular)/\(name)")
        }
        return printable("\(noun.singular)/\(owner)/\(name)")
    }
}
