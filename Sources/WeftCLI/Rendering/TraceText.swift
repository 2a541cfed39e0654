import CommandLine
import JSON

/// A trace for people: each packet stage by stage, then who decides, then the verdict.
struct TraceText {
    let showsFlows: Bool

    func render(_ trace: JSONValue) -> String {
        let packets = trace["packets"]?.array ?? []
        var text = Self.heading(trace)
        let widths = Self.widths(packets)
        for packet in packets { text += "\n" + render(packet: packet, widths) }
        let decisions = Self.decisions(trace["decisions"]?.array ?? [])
        if !decisions.isEmpty { text += "\n" + decisions }
        text += "\n" + Self.line("\(trace["verdict"]?.string ?? "-"): \(trace["reason"]?.string ?? "-")")
        for suggestion in trace["suggestions"]?.array ?? [] {
            text += Self.line("to allow it: \(suggestion["text"]?.string ?? "-")")
        }
        for note in trace["notes"]?.array ?? [] { text += Self.line("note: \(note.string ?? "-")") }
        for fault in trace["faults"]?.array ?? [] {
            text += Self.line("FAULT OF WEFT, please report it: \(fault.string ?? "-")")
        }
        return text
    }

    private static func line(_ text: String) -> String { printable(text) + "\n" }

    /// `tcp/22  acme/web1:0 (10.10.1.5) → acme/web2:0 (10.10.1.6)  network acme/web`
    private static func heading(_ trace: JSONValue) -> String {
        func end(_ key: String) -> String {
            let end = trace[key]
            let name = end?["nic"]?.string ?? end?["end"]?.string ?? "-"
            return name + (end?["address"]?.string.map { " (\($0))" } ?? "")
        }
        var text = "\(trace["protocol"]?.string ?? "-")  \(end("from")) → \(end("to"))"
        let networks = ["from", "to"].compactMap { trace[$0]?["network"]?.string }
        if networks.count == 2, networks[0] == networks[1] { text += "  network \(networks[0])" }
        return line(text)
    }

    /// Of the columns of all stages, so that hosts and packets stand in line.
    private static func widths(_ packets: [JSONValue]) -> [Int] {
        let stages = packets.flatMap { $0["hosts"]?.array ?? [] }.flatMap { $0["stages"]?.array ?? [] }
        return ["stage", "meaning"].map { key in stages.map { cell($0, key).count }.max() ?? 0 }
    }

    private static func cell(_ stage: JSONValue, _ key: String) -> String { printable(stage[key]?.string ?? "-") }

    private func render(packet: JSONValue, _ widths: [Int]) -> String {
        var text = Self.line("\(packet["packet"]?.string ?? "-")  \(packet["text"]?.string ?? "-")")
        for host in packet["hosts"]?.array ?? [] {
            text += Self.line("  \(host["host"]?.string ?? "-")")
            text += stages(host["stages"]?.array ?? [], widths)
        }
        let isDelivered = packet["delivered"] == .bool(true)
        let reason = packet["reason"]?.string ?? "-"
        let stage = packet["dropped"]?["stage"]?.string.map { " in \($0)" } ?? ""
        return text + Self.line(isDelivered ? "  \(reason)" : "  lost\(stage): \(reason)")
    }

    /// Names and meanings in columns, the document's line behind; flows below, in the syntax of ovs-ofctl.
    private func stages(_ stages: [JSONValue], _ widths: [Int]) -> String {
        var text = ""
        for stage in stages {
            let meaning = Self.cell(stage, "meaning")
            text += "    " + Self.padded(Self.cell(stage, "stage"), widths[0])
            if let position = stage["position"]?.string {
                text += Self.padded(meaning, widths[1]) + printable(PlanText.withoutColumn(position)) + "\n"
            } else {
                text += meaning + "\n"
            }
            if showsFlows, let flow = stage["flow"]?.string { text += "      " + printable(flow) + "\n" }
        }
        return text
    }

    private static func padded(_ text: String, _ width: Int) -> String {
        text + String(repeating: " ", count: width - text.count + 2)
    }

    private static func decisions(_ decisions: [JSONValue]) -> String {
        guard !decisions.isEmpty else { return "" }
        var table = Table(columns: ["POLICY", "NIC", "VERDICT", "BY", "RULE", "PLACE"])
        for decision in decisions {
            table.append(
                ["direction", "nic", "verdict", "by", "text"].map { decision[$0]?.string }
                    + [decision["position"]?.string.map(PlanText.withoutColumn)])
        }
        return table.render()
    }
}
