import CommandLine
import HTTPClient
import JSON

/// `weft trace`: what becomes of a packet, and who decides that.
enum TraceCommand {
    static func command(_ open: @escaping SessionOpener) -> Command {
        let end = "[TENANT/]VM[:INDEX], an address, or external."
        return Command(
            "trace", summary: "Follow a packet through the tables of all hosts on its way, and its reply back.",
            discussion: """
                The desired tables are walked through, on no switch: nothing is sent. With
                -o wide each stage shows the flow that the packet meets.

                Exit codes: 0 allowed, 1 denied.
                """,
            arguments: [
                .required("from", end), .required("to", end),
                .required("protocol", "tcp/PORT, udp/PORT, icmp, icmp6 (echo requests), or ip/NUMBER."),
            ],
            options: [
                .flag("live", "Not in this version: on the switches themselves."),
                .value(
                    "output", "How to print.", placeholder: "format", short: "o", defaultValue: "table",
                    choices: ["table", "wide", "json", "yaml"]),
            ]
        ) { invocation in
            guard !invocation.flag("live") else {
                throw Failure(
                    "not-supported", "`--live` is not in this version of Weft",
                    hint: "without it the tables that switches should have are walked through", exitCode: .usage)
            }
            let session = try open(invocation)
            let path = APIPath("trace").query("from", invocation.argument("from"))
                .query("to", invocation.argument("to")).query("proto", invocation.argument("protocol"))
                .query("tenant", session.tenant)
            let body = try session.api.get(path).body
            let answer = try APIClient.json(body)
            guard let verdict = answer["verdict"]?.string else { throw Failure.malformedAnswer("it has no `verdict`") }
            switch invocation.value("output") {
            case "json": session.writeVerbatim(body)
            case "yaml": session.console.write(YAMLText.render(answer))
            case "wide": session.console.write(TraceText(showsFlows: true).render(answer))
            default: session.console.write(TraceText(showsFlows: false).render(answer))
            }
            return verdict == "allowed" ? .success : .negative
        }
    }
}
