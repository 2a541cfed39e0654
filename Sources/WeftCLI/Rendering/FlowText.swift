import CommandLine
import JSON

/// Flows in ovs-ofctl's syntax under comments that name their origin.
enum FlowText {
    static func render(_ items: [JSONValue]) -> String {
        var text = ""
        var heading = ""
        for item in items {
            let next = Self.heading(item)
            if next != heading {
                text += (text.isEmpty ? "" : "\n") + next
                heading = next
            }
            text += printable(item["flow"]?.string ?? item["group"]?.string ?? item["meter"]?.string ?? "-") + "\n"
        }
        return text
    }

    /// `# kvm1 classify: nic/acme/web1:0 (acme/base, base.yaml:12)`.
    private static func heading(_ item: JSONValue) -> String {
        let place = [item["host"]?.string, item["stage"]?.string].compactMap { $0 }.joined(separator: " ")
        let origin = [item["document"]?.string, item["position"]?.string.map(PlanText.withoutColumn)].compactMap { $0 }
        var text = "# \(place): \(item["owner"]?.string ?? "weft")"
        if !origin.isEmpty { text += " (\(origin.joined(separator: ", ")))" }
        return printable(text) + "\n"
    }
}
