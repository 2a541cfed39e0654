import CommandLine
import JSON

extension GetCommand {
    /// Prints objects and then what happens to them, until the program is stopped.
    func watch(_ session: Session) throws(Failure) -> ExitCode {
        switch output {
        case .json: try watchObjects(session)
        case .table, .wide: try watchTable(session)
        case .yaml, .name: throw .usage("--watch prints table, wide or json")
        }
        throw Failure(
            "unreachable", "the server ended the watch", hint: "run the command again", exitCode: .serverUnreachable)
    }

    private func watchObjects(_ session: Session) throws(Failure) {
        try session.api.watch(try path(session).query("watch", "1")) { event in
            session.console.write("{\"event\":\"\(printable(event.name))\",\"object\":\(event.data)}\n")
            return true
        }
    }

    private func watchTable(_ session: Session) throws(Failure) {
        let rows = WatchTable(showsEvents: noun.plural != "events", showsHeaders: showsHeaders)
        try session.api.watch(try tablePath(session).query("watch", "1")) { event in
            guard let value = try? JSONParser.parse(event.data) else { return true }
            session.console.write(rows.receive(event.name, value))
            return true
        }
    }
}
