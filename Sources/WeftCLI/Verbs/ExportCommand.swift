import CommandLine
import HTTPClient
import JSON

/// `weft export`: the source text of documents, byte for byte.
struct ExportCommand {
    /// Only this document of the tenant.
    let document: String?
    /// The directory that gets a file for each document; nil: standard output.
    let directory: String?

    static func command(_ open: @escaping SessionOpener) -> Command {
        Command(
            "export", summary: "Print the source text of documents as it was applied.",
            discussion: "Several are separated by --- lines. Without --tenant: those of all tenants.",
            options: [
                .value(
                    "document", "Only this document: DOCUMENT with --tenant, or TENANT/DOCUMENT.", placeholder: "name"),
                .value("directory", "Write files into it, one a document.", placeholder: "dir", short: "d"),
            ]
        ) { invocation in
            let export = ExportCommand(
                document: invocation.value("document"), directory: invocation.value("directory"))
            return try export.run(open(invocation))
        }
    }

    func run(_ session: Session) throws(Failure) -> ExitCode {
        let names = try names(session)
        let isShared = Set(names.map(\.tenant)).count > 1
        var text = ""
        for (tenant, document) in names {
            let response = try session.api.get(APIPath("documents", tenant, document))
            if let directory {
                let isJSON = response.headers["content-type"]?.hasPrefix("application/json") ?? false
                let file = (isShared ? "\(tenant)-\(document)" : document) + (isJSON ? ".json" : ".yaml")
                try FileWriter.write(response.body, to: directory + "/" + file)
            } else {
                append(String(decoding: response.body, as: UTF8.self), to: &text)
            }
        }
        session.console.write(text)
        return .success
    }

    /// One document stays as it is; between two stands a separator.
    private func append(_ source: String, to text: inout String) {
        if !text.isEmpty {
            if !text.hasSuffix("\n") { text += "\n" }
            if !source.hasPrefix("---") { text += "---\n" }
        }
        text += source
    }

    private func names(_ session: Session) throws(Failure) -> [(tenant: String, document: String)] {
        let noun = try Noun.named("documents")
        if let document {
            let (tenant, name) = try noun.split(document, tenant: session.tenant)
            return [(tenant, name)]
        }
        let list = try Listing.read(noun.listPath(tenant: session.tenant), "items", from: session.api).json
        var names: [(tenant: String, document: String)] = []
        for item in list["items"]?.array ?? [] {
            guard let name = name(of: item), isFileName(name.tenant), isFileName(name.document) else {
                throw .malformedAnswer("a document has no name")
            }
            names.append(name)
        }
        return names
    }

    private func name(of item: JSONValue) -> (tenant: String, document: String)? {
        if let tenant = item["tenant"]?.string, let name = item["name"]?.string, !name.contains("/") {
            return (tenant, name)
        }
        let parts = (item["document"]?.string ?? item["name"]?.string ?? "").split(separator: "/").map(String.init)
        return parts.count == 2 ? (parts[0], parts[1]) : nil
    }

    /// Names become names of files: nothing that leads elsewhere (the names of INTERFACE.md 1.8).
    private func isFileName(_ name: String) -> Bool {
        !name.isEmpty && name.utf8.allSatisfy { (0x61...0x7a).contains($0) || (0x30...0x39).contains($0) || $0 == 0x2d }
    }
}
