import CommandLine
import JSON

/// `weft flows`: what is on the switches, and why.
enum FlowsCommand {
    static func command(_ open: @escaping SessionOpener) -> Command {
        Command(
            "flows", summary: "List flows, groups and meters with the object and line each comes from.",
            discussion: """
                Lines that begin with # say whose the flows below them are; the others are in
                the syntax of ovs-ofctl.
                """,
            options: [
                .value("host", "Only on this host."),
                .value("nic", "Only of this NIC: [TENANT/]VM:INDEX.", placeholder: "nic"),
                .value("document", "Only of this document: TENANT/DOCUMENT.", placeholder: "document"),
                .value("stage", "Only in this stage of the pipeline."),
                .value(
                    "output", "How to print.", placeholder: "format", short: "o", defaultValue: "table",
                    choices: ["table", "json", "yaml"]),
            ]
        ) { invocation in
            let session = try open(invocation)
            var path = APIPath("flows")
            for name in ["host", "nic", "document", "stage"] {
                path = path.query(name, qualified(name, invocation.value(name), tenant: session.tenant))
            }
            let listing = try Listing.read(path, "items", from: session.api)
            switch invocation.value("output") {
            case "json": session.writeVerbatim(listing.body ?? listing.json.serializedBytes())
            case "yaml": session.console.write(YAMLText.render(listing.json))
            default: session.console.write(FlowText.render(listing.json["items"]?.array ?? []))
            }
            return .success
        }
    }

    /// A NIC or document with the tenant of `-T`, when it names none.
    private static func qualified(_ option: String, _ value: String?, tenant: String?) -> String? {
        guard let value, let tenant, ["nic", "document"].contains(option), !value.contains("/") else { return value }
        return "\(tenant)/\(value)"
    }
}
