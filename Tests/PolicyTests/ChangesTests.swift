import Policy
import Testing

@Suite("What changes between two sets")
struct ChangesTests {
    private let before = acme(
        """
        networks:
          web: { subnets: [{ cidr: 10.0.0.0/24, gateway: 10.0.0.1 }] }
          old: { type: isolated, subnets: [{ cidr: 10.0.2.0/24 }] }
        nics:
          - { vm: a, network: web, mac: 52:54:00:00:00:01, addresses: [10.0.0.5], labels: { b: x, a: y } }
          - { vm: same, network: web }
        """)

    private let after = acme(
        """
        nics:
          - { vm: same, network: web }
          - { vm: a, network: web, mac: 52:54:00:00:00:01, addresses: [10.0.0.6], labels: { a: y } }
          - { vm: b, index: 1, network: new }
        networks:
          web: { subnets: [{ cidr: 10.0.0.0/24, gateway: 10.0.0.1 }] }
          new: { subnets: [{ cidr: 10.0.3.0/24 }, { cidr: "2001:db8::/64" }] }
        """)

    @Test("Each object added, changed or removed has one line, its details and its place")
    func objects() throws {
        let old = try PolicySet().applying([("old.yaml", before)])
        let new = try old.applying([("new.yaml", after)])
        let changes = PolicySet.changes(from: old, to: new)
        #expect(
            changes.map { "\($0.operation) \($0.summary) \($0.position)" } == [
                "added network new (overlay, 10.0.3.0/24, 2001:db8::/64) new.yaml:10:3",
                "removed network old (isolated, 10.0.2.0/24) old.yaml:6:3",
                "changed nic a:0 (web, 52:54:00:00:00:01, 10.0.0.6) new.yaml:6:5",
                "added nic b:1 (new) new.yaml:7:5",
            ])
        #expect(changes[2].details.map(\.text) == ["addresses: 10.0.0.5 → 10.0.0.6", "labels: a=y, b=x → a=y"])
        #expect(changes.map(\.name) == ["new", "old", "a:0", "b:1"])
        #expect(changes.map(\.tenant) == ["acme", "acme", "acme", "acme"])
    }

    @Test("Comments, order and the document an object lies in are no change")
    func nothing() throws {
        let old = try PolicySet().applying(before)
        let commented = try old.applying("# why\n" + before)
        #expect(PolicySet.changes(from: old, to: commented).isEmpty)
        #expect(PolicySet.changes(from: old, to: old).isEmpty)
        let moved = try old.applying(before.replacing("document: base", with: "document: moved"), deleting: old.keys)
        #expect(PolicySet.changes(from: old, to: moved).isEmpty)
    }

    @Test("Hosts, tenants and settings are objects too")
    func fabric() throws {
        let old = try PolicySet().applying(admin("vni-pool: 10-20\ntenants: { acme: { quota: { nics: 5 } } }"))
        let new = try old.applying(
            admin(
                "vni-pool: 10-30\nunderlay: { mtu: 9000 }\ntenants: { acme: {} }\nhosts: { a: { ovsdb: tcp:10.0.0.1, vtep: 10.0.0.1 } }"
            ))
        let changes = PolicySet.changes(from: old, to: new)
        #expect(
            changes.map { "\($0.operation) \($0.summary): \($0.details.map(\.text).joined(separator: "; "))" } == [
                "added host a (tcp:10.0.0.1:6640, vtep 10.0.0.1): ",
                "changed tenant acme: quota.nics: 5 → -",
                "added underlay (mtu 9000): ",
                "changed vni-pool (10-30): value: 10-20 → 10-30",
            ])
    }
}
