import CommandLine
import HTTPClient

/// `weft topology`: hosts, networks, NICs and tunnels as a picture.
enum TopologyCommand {
    static func command(_ open: @escaping SessionOpener) -> Command {
        Command(
            "topology", summary: "Draw hosts, networks, NICs and tunnels.",
            options: [
                .value(
                    "output", "How to draw.", placeholder: "format", short: "o", defaultValue: "table",
                    choices: ["table", "json", "dot", "svg"])
            ]
        ) { invocation in
            let session = try open(invocation)
            let format = invocation.value("output") ?? "table"
            let body = try session.api.get(APIPath("topology").query("format", format)).body
            if format == "table" {
                let text = String(decoding: body, as: UTF8.self)
                session.console.write(printableLines(text.hasSuffix("\n") ? text : text + "\n"))
            } else {
                session.writeVerbatim(body)
            }
            return .success
        }
    }
}
