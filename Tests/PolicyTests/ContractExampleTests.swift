import NetworkTypes
import Policy
import Testing

/// The examples of INTERFACE.md 1, with what this version refuses of them.
struct ContractExample: Sendable, CustomTestStringConvertible {
    let title: String
    let text: String
    let refused: [String]
    var testDescription: String { title }

    static let all = [fabric, networks, departments, security, chain, access, qos, asserts]

    static let fabric = ContractExample(
        title: "1.1 fabric",
        text: """
            version: 1
            tenant: admin
            document: fabric
            vni-pool: 10000-15999999             # 16,000,000–16,777,215 are kept for chains
            underlay: { mtu: 1500 }              # Weft cannot see it
            tenants:
              acme: { uplinks: [{ uplink: phys0, vlans: 100-150, flat: true, addresses: [203.0.113.16/28] }], quota: { networks: 100, nics: 1000, rules: 5000 } }
            hosts:
              kvm1:
                ovsdb: tcp:172.31.0.1:6640       # Weft dials
                system-id: kvm1                  # optional pin
                vtep: 172.31.0.1
                datapath: netdev                 # system | netdev
                libvirt: qemu+tls://kvm1/system  # optional
                binding: host                    # host (default) | api: see 2
                labels: { rack: r1 }
              kvm2: { ovsdb: listen, system-id: kvm2, vtep: 172.31.0.2 }
            uplinks:
              phys0: { hosts: [kvm1, kvm2], interface: eth1, vlans: 100-399, flat: true }
            """,
        refused: ["not-supported 7:11", "not-supported 14:5", "not-supported 18:1"])

    static let networks = ContractExample(
        title: "1.2 networks, routers, NICs",
        text: """
            version: 1
            tenant: acme
            document: base
            networks:
              web:
                type: overlay                    # default; VNI from the pool unless vni: is given
                subnets:
                  - cidr: 10.10.1.0/24
                    gateway: 10.10.1.1
                    dhcp: { pool: 10.10.1.50-10.10.1.200, dns: [10.10.1.1], lease: 12h }
                  - { cidr: "2001:db8:10:1::/64", gateway: "2001:db8:10:1::1", ra: slaac }   # ra: slaac | stateful | off
              db:
                subnets: [{ cidr: 10.10.2.0/24, gateway: 10.10.2.1, dhcp: off }]
              lab:
                type: isolated                   # overlay no router may join
                subnets: [{ cidr: 172.16.0.0/24, dhcp: { pool: 172.16.0.10-172.16.0.100 } }]
            routers:
              core:
                connects: [web, db]
                routes: [{ to: 10.50.0.0/16, via: 10.10.2.9 }]
                external: { uplink: phys0, vlan: 150, mode: nat, address: 203.0.113.17/24, gateway: 203.0.113.1 }
            nics:
              - { vm: web1, mac: 52:54:00:12:34:56, network: web, addresses: [10.10.1.5], labels: { role: web } }
              - { vm: db1, index: 0, network: db, addresses: [10.10.2.5], labels: { role: db } }
              - { vm: fw1, index: 1, iface-id: 7f0c9b5e-6a51-4c7e-9a0a-1d1f3a2b7c11, network: web }
            """,
        refused: ["not-supported 10:15", "not-supported 16:44", "not-supported 17:1"])

    static let departments = ContractExample(
        title: "1.2 networks on uplinks",
        text: """
            version: 1
            tenant: acme
            document: departments
            networks:
              finance: { type: vlan, uplink: phys0, vlan: 100, subnets: [{ cidr: 10.100.1.0/24, gateway: 10.100.1.1 }] }
              lan:     { type: flat, uplink: phys0 }
              voice:   { type: trunk, uplink: phys0, native: { vlan: 110, tagged: false }, vlans: [100, 120-130] }
              stretch: { bridge-to: { uplink: phys0, vlan: 140 } }          # an overlay joined to a VLAN
            """,
        refused: [
            "not-supported 5:20", "not-supported 5:26", "not-supported 5:41", "not-supported 6:20",
            "not-supported 6:26", "not-supported 7:20", "not-supported 7:27", "not-supported 7:42",
            "not-supported 7:80", "not-supported 8:14",
        ])

    static let security = ContractExample(
        title: "1.3 security",
        text: """
            version: 1
            tenant: acme
            document: security
            default: { ingress: deny, egress: allow, same-network: allow }   # see 1.8
            groups:
              web:
                members: { labels: { role: web } }           # and/or nics: [web1:0], networks: [web]
                ingress:
                  - { allow: tcp/443, from: any, note: public site }
                  - { allow: icmp/echo, from: net:web }
                egress:
                  - { allow: tcp/5432, to: group:db }
                  - { deny: any, to: 10.99.0.0/16, log: true }
              db:
                members: { labels: { role: db } }
                ingress:
                  - { allow: tcp/5432, from: group:web }
                  - { reject: tcp/22, from: any, log: sampled }  # allow | deny | reject (RST / ICMP unreachable)
            address-sets:
              offices: [198.51.100.0/24, 203.0.113.64/26]
            port-security:
              exceptions: [{ nic: fw1:1, allow-addresses: [10.10.1.250/32], reason: VRRP address }]
            """,
        refused: [])

    static let chain = ContractExample(
        title: "1.4 service chains",
        text: """
            version: 1
            tenant: acme
            document: edge-chain
            chains:
              north-south:
                priority: 100                      # highest wins
                match: [{ from: external, to: net:web, proto: tcp/443 }, { from: net:web, to: net:db, proto: any }]
                symmetric: true                    # replies pass the same instances in reverse order
                hops:
                  - name: fw
                    mode: inline-l2                # in and out ports, frame unchanged
                    instances: [{ vm: fw1, in: 1, out: 2 }, { vm: fw2, in: 1, out: 2, weight: 2 }]
                    balance: flow-hash             # one instance per connection, both directions
                    health: { probe: frame, interval: 500ms, fail-after: 3, recover-after: 5 }
                    on-failure: closed             # every instance down: drop (closed) or skip the hop (open)
                  - { name: ids, mode: tap, instances: [{ vm: ids1, in: 1 }] }        # a copy; never in the path
                  - { name: lb, mode: inline-l3, instances: [{ vm: lb1, in: 1, out: 2 }], on-failure: open }
                on-update: drain                   # established connections keep their path
                drain-timeout: 5m
            """,
        refused: ["not-supported 4:1"])

    static let access = ContractExample(
        title: "1.5 forwards, floating addresses, reservations, DNS",
        text: """
            version: 1
            tenant: acme
            document: access
            reservations:
              - { network: web, mac: 52:54:00:12:34:56, ip: 10.10.1.50, name: web-server }
            forwards:
              - { router: core, address: 203.0.113.17, proto: tcp, port: 8080, to: nic:web1:0, to-port: 80 }
              - { router: core, proto: tcp, ports: 3000-3010, to: nic:web1:0, from: 198.51.100.0/24 }
            floating:
              - { router: core, address: 203.0.113.20, to: nic:web1:0 }
            dns: { zone: acme.internal, records: [{ name: db, target: nic:db1:0 }] }
            """,
        refused: ["not-supported 4:1", "not-supported 6:1", "not-supported 9:1", "not-supported 11:1"])

    static let qos = ContractExample(
        title: "1.6 QoS",
        text: """
            version: 1
            tenant: acme
            document: qos
            qos:
              standard: { to-vm: { guarantee: 8Mbit, limit: 40Mbit, burst: 1MiB }, from-vm: { limit: 1Mbit, burst: 256KiB }, dscp: 10 }
              tiered:
                to-vm: { limit: 10Mbit }
                classes:
                  gold: { guarantee: 6Mbit, limit: 10Mbit, match: { proto: tcp/5432 } }
                  bulk: { guarantee: 1Mbit, limit: 5Mbit, match: any }
            apply-qos: [{ policy: standard, to: group:web }, { policy: tiered, to: nic:db1:0 }]
            """,
        refused: ["not-supported 4:1", "not-supported 11:1"])

    static let asserts = ContractExample(
        title: "1.7 assertions",
        text: """
            version: 1
            tenant: acme
            document: promises
            asserts:
              - { can: tcp/5432, from: group:web, to: group:db }
              - { cannot: any, from: net:lab, to: external }
            """,
        refused: ["not-supported 4:1"])
}

@Suite("The contract's examples")
struct ContractExampleTests {
    @Test("Each has the right shape, and only what is not built is refused", arguments: ContractExample.all)
    func shape(example: ContractExample) {
        #expect(faults(example.text) == example.refused)
    }

    @Test("The fabric's parts that are built have their meaning")
    func fabric() throws {
        let document = try #require(read(ContractExample.fabric.text).documents.first)
        let fabric = try #require(document.fabric)
        #expect(document.key == DocumentKey(tenant: "admin", document: "fabric"))
        #expect(fabric.vniPool?.value == VNI(10_000)...VNI(15_999_999))
        #expect(fabric.underlayMTU?.value == 1500)
        #expect(fabric.tenants.map(\.name) == ["acme"])
        #expect(fabric.tenants.first?.quota == .init(networks: 100, nics: 1000, rules: 5000))
        let hosts = fabric.hosts
        #expect(hosts.map(\.name) == ["kvm1", "kvm2"])
        #expect(hosts[0].management == .tcp(.v4(try IPv4Address("172.31.0.1")), port: 6640))
        #expect(hosts[0].systemID == "kvm1")
        #expect(hosts[0].vtep == .v4(try IPv4Address("172.31.0.1")))
        #expect(hosts[0].datapath == .netdev)
        #expect(hosts[0].bindingMode == .host)
        #expect(hosts[0].labels == ["rack": "r1"])
        #expect(hosts[0].position.description == "t.yaml:9:3")
        #expect(hosts[1].management == .listen)
        #expect(hosts[1].datapath == nil)
        #expect(hosts[1].position.description == "t.yaml:17:3")
    }

    @Test("Networks and NICs have their meaning")
    func networks() throws {
        let document = try #require(read(ContractExample.networks.text).documents.first)
        #expect(document.networks.map(\.name) == ["web", "db", "lab"])
        #expect(document.networks.map(\.kind) == [.overlay, .overlay, .isolated])
        let db = document.networks[1]
        #expect(db.requestedVNI == nil)
        #expect(db.subnets.map(\.prefix) == [try IPPrefix("10.10.2.0/24")])
        #expect(db.subnets.map(\.gateway) == [try IPAddress("10.10.2.1")])
        #expect(db.position.description == "t.yaml:12:3")
        #expect(document.nics.map(\.name.description) == ["web1:0", "db1:0", "fw1:1"])
        let web1 = document.nics[0]
        #expect(web1.mac == (try MACAddress("52:54:00:12:34:56")))
        #expect(web1.network == ObjectReference(name: "web"))
        #expect(web1.addresses == [try IPAddress("10.10.1.5")])
        #expect(web1.labels == ["role": "web"])
        #expect(web1.position.description == "t.yaml:23:5")
        #expect(document.nics[2].interfaceID == "7f0c9b5e-6a51-4c7e-9a0a-1d1f3a2b7c11")
    }
}
