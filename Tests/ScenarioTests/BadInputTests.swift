import Foundation
import Lab
import Testing

extension Scenarios {
    @Suite("Bad documents change nothing")
    struct BadInputTests {
        /// A document with many faults, and the places where they are.
        private static let faulty = """
            version: 1
            tenant: acme
            document: base
            netwroks: {}
            networks:
              web: { subnets: [{ cidr: 10.0.0.0/24, dhcp: off }] }
              bad: { subnets: [{ cidr: 10.300.1.0/24 }] }
              list: [1, 2]
              over: { subnets: [{ cidr: 10.1.0.0/16 }, { cidr: 10.1.2.0/24 }] }
              forced: { vni: 4711, subnets: [{ cidr: 10.2.0.0/24 }] }
              tagged: { type: vlan, uplink: phys0, vlan: 100, subnets: [{ cidr: 10.3.0.0/24 }] }
            nics:
              - { vm: a, network: web, mac: "52:54:00:00:00:01", addresses: [10.0.0.5] }
              - { vm: b, network: web, mac: "52:54:00:00:00:01", addresses: [10.0.0.6] }
              - { vm: c, network: web, addresses: [10.0.0.5] }
              - { vm: d, network: wbe }
              - { vm: e, network: web, adresses: [10.0.0.9] }
              - { vm: f, network: web, mac: 52:54:00:00:00 }
              - { vm: g, network: web, index: minus }
            """

        private static let faults = [
            (4, 1, "did you mean `networks`"), (7, 28, "10.300.1.0/24"), (8, 9, ""), (9, 0, "10.1.2.0/24"),
            (10, 13, ""), (11, 19, ""), (14, 5, "52:54:00:00:00:01"), (15, 5, "10.0.0.5"), (16, 5, "wbe"),
            (17, 28, "adresses"), (18, 33, "52:54:00:00:00"), (19, 35, "minus"),
        ]

        @Test("Every fault is named with its line and column, all at once, with exit code 3, and nothing changes")
        func everything() throws {
            try Fabric.with(.generated(hosts: 1, vms: 2)) { fabric in
                try fabric.applyAll()
                let revision = try fabric.revision()
                let flows = try fabric.flowTable("kvm1").flows
                let watch = try SwitchWatch(fabric)
                let errors = try fabric.refusal(of: Self.faulty)
                for (line, column, words) in Self.faults {
                    let place = "bad.yaml:\(line):" + (column > 0 ? "\(column):" : "")
                    let found = errors.contains { $0.contains(place) && (words.isEmpty || $0.contains(words)) }
                    #expect(found, "\(place) \(words) is not among\n\(errors.joined(separator: "\n"))")
                }
                measured("\(errors.count) faults of one document named at once")
                #expect(try fabric.revision() == revision)
                #expect(try fabric.flowTable("kvm1").flows == flows)
                #expect(watch.changes() == watch.zero)
                try fabric.expectSameFromNothing()
            }
        }

        @Test("What only shows beside other documents is refused just so")
        func together() throws {
            try Fabric.with(.generated(hosts: 1)) { fabric in
                let hosts = try fabric.declaredHosts()
                try fabric.apply(
                    Documents.fabric(hosts, tenants: ["acme", "globex"], pool: "10000-10001")
                        .replacingOccurrences(
                            of: "acme: { quota: { networks: 100", with: "acme: { quota: { networks: 2"),
                    Self.document("acme", "base", ["one"]), wait: "accepted")
                try fabric.waitReady()
                let revision = try fabric.revision()

                let cases: [(String, line: Int, String)] = [
                    (Self.document("acme", "more", ["two", "three"]), 6, "quota"),
                    (Self.document("acme", "more", ["one"]), 5, "declared twice"),
                    (Self.document("globex", "base", ["one", "two"]), 6, "VNI"),
                    (
                        "version: 1\ntenant: acme\ndocument: evil\nhosts: { kvm7: { ovsdb: listen, system-id: x } }\n",
                        4, "admin"
                    ),
                    (
                        "version: 1\ntenant: globex\ndocument: evil\nnics: [{ vm: x, network: acme/one }]\n", 4,
                        "acme/one"
                    ),
                ]
                for (text, line, words) in cases {
                    let errors = try fabric.refusal(of: text)
                    let found = errors.contains {
                        $0.contains("bad.yaml:\(line):") && $0.lowercased().contains(words.lowercased())
                    }
                    #expect(found, "line \(line) \(words) is not among\n\(errors.joined(separator: "\n"))")
                    #expect(try fabric.revision() == revision)
                }
                try fabric.expectSameFromNothing()
            }
        }

        /// A document whose networks begin at line 5, one a line.
        private static func document(_ tenant: String, _ name: String, _ networks: [String]) -> String {
            "version: 1\ntenant: \(tenant)\ndocument: \(name)\nnetworks:\n"
                + networks.map { "  \($0): { subnets: [{ cidr: 10.0.0.0/24, dhcp: off }] }\n" }.joined()
        }
    }
}

extension Fabric {
    /// Applies a document that must be refused as invalid, and returns its errors, each with its hints on one line.
    func refusal(of text: String) throws -> [String] {
        let file = "\(directory)/bad.yaml"
        try text.write(toFile: file, atomically: true, encoding: .utf8)
        let result = try weft("apply", "--yes", "-f", file)
        #expect(result.status == 3, "\(result.stdout)\(result.stderr)")
        var errors: [String] = []
        for line in result.stderr.split(separator: "\n") {
            if line.contains("bad.yaml:"), !line.hasPrefix("also:") {
                errors.append(String(line))
            } else if !errors.isEmpty {
                errors[errors.count - 1] += " " + line
            }
        }
        return errors
    }
}
