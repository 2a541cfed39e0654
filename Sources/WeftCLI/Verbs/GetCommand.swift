import CommandLine
import HTTPClient
import JSON

/// `weft get`: lists objects.
struct GetCommand {
    let noun: Noun
    /// One object; nil: all.
    let name: String?
    let output: OutputFormat
    let labelSelector: String?
    /// Only ports that no entry binds, with the reason.
    let isUnboundOnly: Bool
    let sortColumn: String?
    let showsHeaders: Bool

    static func command(_ open: @escaping SessionOpener) -> Command {
        Command(
            "get", summary: "List objects, or show one.",
            arguments: [
                .required("noun", "What kind of object: \(Noun.all.map(\.plural).joined(separator: ", "))."),
                .optional("name", "NAME with -T, or TENANT/NAME."),
            ],
            options: [
                .value(
                    "output", "How to print.", placeholder: "format", short: "o", defaultValue: "table",
                    choices: OutputFormat.allCases.map(\.rawValue)),
                .flag("watch", "Stay and print what changes.", short: "w"),
                .value("label", "Only objects with the label.", placeholder: "key=value", short: "l"),
                .value("sort-by", "Order rows by a column.", placeholder: "column"),
                .flag("no-headers", "Print no headers."),
                .flag("unbound", "NICs: only quarantined ports, with the reason."),
            ]
        ) { invocation in
            let get = GetCommand(
                noun: try Noun.named(invocation.argument("noun") ?? ""), name: invocation.argument("name"),
                output: invocation.value("output").flatMap(OutputFormat.init) ?? .table,
                labelSelector: invocation.value("label"), isUnboundOnly: invocation.flag("unbound"),
                sortColumn: invocation.value("sort-by"), showsHeaders: !invocation.flag("no-headers"))
            if get.isUnboundOnly, get.noun.plural != "nics" { throw Failure.usage("--unbound is for nics") }
            let session = try open(invocation)
            return try invocation.flag("watch") ? get.watch(session) : get.run(session)
        }
    }

    /// The list or the object, before a view is chosen.
    func path(_ session: Session) throws(Failure) -> APIPath {
        let path =
            if let name { try noun.path(of: name, tenant: session.tenant) } else {
                noun.listPath(tenant: session.tenant)
            }
        return path.query("labelSelector", labelSelector).query("unbound", isUnboundOnly ? "1" : nil)
    }

    func run(_ session: Session) throws(Failure) -> ExitCode {
        switch output {
        case .table, .wide: try printTable(session)
        case .json, .yaml, .name: try printObjects(session)
        }
        return .success
    }

    /// The table view of the API.
    func tablePath(_ session: Session) throws(Failure) -> APIPath {
        try path(session).query("view", "table").query("wide", output == .wide ? "1" : nil)
    }

    private func printTable(_ session: Session) throws(Failure) {
        var table = try TableText.table(Listing.read(tablePath(session), "rows", from: session.api).json)
        do {
            if let sortColumn { try table.sort(by: sortColumn) }
        } catch {
            throw Failure(error)
        }
        if table.rows.isEmpty {
            session.console.writeError(session.isQuiet ? "" : "No \(noun.plural).\n")
        } else {
            session.console.write(table.render(showsHeaders: showsHeaders))
        }
    }

    private func printObjects(_ session: Session) throws(Failure) {
        let (body, json) = try answer(session)
        switch output {
        case .json:
            if let body { session.writeVerbatim(body) } else { session.console.write(json.serialized() + "\n") }
        case .yaml: session.console.write(YAMLText.render(json))
        default:
            for item in json["items"]?.array ?? [json] {
                session.console.write(ObjectName.text(item, noun, tenant: session.tenant) + "\n")
            }
        }
    }

    private func answer(_ session: Session) throws(Failure) -> (body: [UInt8]?, json: JSONValue) {
        let path = try path(session)
        if name != nil {
            let body = try session.api.get(path).body
            return (body, try APIClient.json(body))
        }
        let listing = try Listing.read(path, "items", from: session.api)
        return (listing.body, listing.json)
    }
}
