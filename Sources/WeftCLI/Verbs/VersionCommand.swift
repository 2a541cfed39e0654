import CommandLine
import JSON

/// `weft version`: ours and the server's.
enum VersionCommand {
    /// The version of this program.
    static let version = "0.1.0"

    static func command(_ open: @escaping SessionOpener) -> Command {
        Command(
            "version", summary: "Print the versions of weft and of the server.",
            options: [.flag("client", "Only that of weft; ask no server.")]
        ) { invocation in
            let session = try open(invocation)
            session.console.write("weft   \(version)\n")
            guard !invocation.flag("client") else { return .success }
            let answer = try session.api.getJSON(APIPath("version"))
            session.console.write("weftd  \(printable(answer["version"]?.string ?? "-"))\n")
            return .success
        }
    }
}
