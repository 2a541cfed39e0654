import Foundation
import Lab
import Testing

extension Scenarios {
    @Suite("The page about the pipeline")
    struct PipelinePageTests {
        private static let host = LabNode.host("kvm1")

        @Test(
            "Each line that docs/pipeline.md shows of host kvm1 of the demonstration is there, and each table is shown")
        func page() throws {
            try Fabric.with(LabSpec(file: "\(Programs.repository)/topology/lab.json")) { fabric in
                try fabric.applyDemonstration()
                try fabric.expectReachability()
                let page = try PipelinePage()
                #expect(page.others.isEmpty, "lines that are no flow, group or meter")
                let here = try PortNames(names: fabric.portNames(of: Self.host))
                let there = PortNames(names: page.ports)
                #expect(there.names[1000] == "weft-vxlan" && there.names.values.contains("acme1.0"))
                #expect(Set(there.names.values).isSubset(of: here.names.values), "ports that the host has")

                let flows = try dump(fabric, "--no-stats dump-flows", "cookie=").map(here.named)
                expect(page.flows.map(there.named), in: flows, "flows")
                expect(
                    page.groups.map(there.named), in: try dump(fabric, "dump-groups", "group_id=").map(here.named),
                    "groups")
                expect(page.meters.map(there.named), in: try meters(fabric).map(here.named), "meters")
                expectTables(page, Set(flows.map(Place.init)))
                try expectCommands(page, fabric, here, there)
                measured(
                    "docs/pipeline.md: \(page.flows.count) flows, \(page.groups.count) groups, \(page.meters.count) meters and \(page.commands.count) commands as on kvm1, which has \(flows.count) flows in \(page.tables.count) tables"
                )
            }
        }

        /// Where a flow stands, by which the page's lines are told from those of other NICs.
        private struct Place: Hashable, CustomStringConvertible {
            let table: Int
            let priority: Int
            var description: String { "table \(table), priority \(priority)" }

            /// - Parameter flow: as ovs-ofctl prints it, which leaves table 0 out.
            init(_ flow: String) {
                func number(_ key: String) -> Int? {
                    flow.split(whereSeparator: { ", ".contains($0) }).first { $0.hasPrefix(key) }
                        .flatMap { Int($0.dropFirst(key.count)) }
                }
                table = number("table=") ?? 0
                priority = number("priority=") ?? -1
            }
        }

        private func expect(_ shown: [String], in dump: [String], _ kind: String) {
            #expect(!shown.isEmpty, "the page shows no \(kind)")
            #expect(Set(shown).count == shown.count, "\(kind) that the page shows twice")
            let strange = shown.filter { !dump.contains($0) }
            #expect(strange.isEmpty, "\(kind) of the page that are not on the host, which has \(dump.sorted())")
        }

        /// Every table has a section under its name, and flows of every priority that there is in it are shown.
        private func expectTables(_ page: PipelinePage, _ places: Set<Place>) {
            #expect(Set(page.tables.keys) == Set(places.map(\.table)))
            let shown = Set(page.flows.map(Place.init))
            #expect(places.subtracting(shown).isEmpty, "on the host and not on the page")
            #expect(shown.subtracting(places).isEmpty, "on the page and not on the host")
        }

        /// What the page says that commands print are lines of what they print, in that order.
        private func expectCommands(
            _ page: PipelinePage, _ fabric: Fabric, _ here: PortNames, _ there: PortNames
        ) throws {
            #expect(page.commands.count == 2 && page.commands.allSatisfy { !$0.output.isEmpty })
            for command in page.commands {
                let printed = try fabric.printed(by: command.line, on: Self.host).map(here.named)
                var rest = printed[...]
                for line in command.output.map(there.named) {
                    let position = rest.firstIndex(of: line)
                    #expect(position != nil, "`\(line)` is not printed by \(command.line): \(printed)")
                    if let position { rest = rest[(position + 1)...] }
                }
            }
        }

        /// The lines of a dump that begin with a word.
        private func dump(_ fabric: Fabric, _ command: String, _ word: String) throws -> [String] {
            try fabric.output(Self.host, "ovs-ofctl -O OpenFlow15 \(command) br-int").split(separator: "\n")
                .map { $0.trimmingCharacters(in: .whitespaces) }.filter { $0.hasPrefix(word) }
        }

        /// Meters with their bands, a line each.
        private func meters(_ fabric: Fabric) throws -> [String] {
            let dump = try fabric.output(Self.host, "ovs-ofctl -O OpenFlow15 dump-meters br-int")
            return dump.components(separatedBy: "\n\n").map { meter in
                meter.split(separator: "\n").filter { !$0.contains(" reply ") }.joined(separator: " ")
            }
        }
    }
}

extension Fabric {
    /// The documents of the demonstration in the order in which `scripts/demo` applies them: numbers follow it.
    fileprivate func applyDemonstration() throws {
        try demonstrated("weft apply --yes --wait=accepted -f topology/fabric.yaml")
        try waitReady()
        try demonstrated("weft apply --yes --wait=hosts --timeout 60s -f policies")
        try waitReady()
    }

    /// What a command of `weft` prints that is run where `scripts/demo` runs.
    @discardableResult
    private func demonstrated(_ line: String) throws -> String {
        try output(
            .controller,
            [
                "env", "-C", Programs.repository, "WEFT_SERVER=unix:\(socket)", "bash", "-c",
                "PATH=\(Programs.directory):$PATH; \(line)",
            ])
    }

    /// The lines that a command of the page prints: one of `weft`, or one on a host.
    fileprivate func printed(by line: String, on host: LabNode) throws -> [String] {
        let text = try line.hasPrefix("weft ") ? demonstrated(line) : output(host, ["bash", "-c", line])
        return text.split(separator: "\n").map(String.init)
    }

    /// The ports of VMs and the tunnel port of a host, by their numbers.
    fileprivate func portNames(of host: LabNode) throws -> [Int: String] {
        var names: [Int: String] = [:]
        for name in try output(host, "ovs-vsctl list-ports br-int").split(separator: "\n").map(String.init) {
            let answer = try output(host, "ovs-vsctl get Interface \(name) ofport")
            guard let number = Int(answer.filter(\.isNumber)) else { throw ScenarioError("\(name) has no number") }
            names[number] = name
        }
        return names
    }
}
