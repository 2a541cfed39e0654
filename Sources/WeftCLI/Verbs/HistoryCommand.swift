import CommandLine
import HTTPClient
import JSON

/// `weft history`: the revisions, or one of them.
enum HistoryCommand {
    static func command(_ open: @escaping SessionOpener) -> Command {
        Command(
            "history", summary: "List the revisions, or show one.",
            arguments: [.optional("revision", "Its number.")], options: [ApplyOptions.output]
        ) { invocation in
            let session = try open(invocation)
            let output = ApplyOptions.output(invocation)
            guard let revision = invocation.argument("revision") else { return try list(output, session) }
            guard Int64(revision).map({ $0 >= 0 }) ?? false else {
                throw Failure.usage("'\(revision)' is no revision", hint: "revisions are numbers; see `weft history`")
            }
            let body = try session.api.get(APIPath("revisions", revision)).body
            let value = try APIClient.json(body)
            session.write(body, value, as: output, text: text(value))
            return .success
        }
    }

    private static func list(_ output: ApplyFlow.Output, _ session: Session) throws(Failure) -> ExitCode {
        let format: OutputFormat =
            switch output {
            case .text: .table
            case .json: .json
            case .yaml: .yaml
            }
        let get = GetCommand(
            noun: try Noun.named("revisions"), name: nil, output: format, labelSelector: nil, isUnboundOnly: false,
            sortColumn: nil, showsHeaders: true)
        return try get.run(session)
    }

    static func text(_ revision: JSONValue) -> String {
        var text = ""
        for (label, key) in [("Revision", "revision"), ("Time", "time"), ("Actor", "actor"), ("Summary", "summary")] {
            guard let value = revision[key], !value.isNull else { continue }
            text += PlanText.labelled(label, printable(value.string ?? value.serialized()))
        }
        var label = "Documents"
        for document in revision["documents"]?.array ?? [] {
            let name = document["document"]?.string ?? document.string ?? document.serialized()
            let state = document["deleted"]?.bool == true ? " (deleted)" : ""
            text += PlanText.labelled(label, printable(name) + state)
            label = ""
        }
        return text
    }
}
