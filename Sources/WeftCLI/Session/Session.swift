/// What every verb works with: the server, the console, and the flags that are the same everywhere.
struct Session {
    let api: APIClient
    let console: any Console
    /// `-T`: the tenant that names without one belong to.
    let tenant: String?
    /// Says only what was asked for: no plans, no progress.
    let isQuiet: Bool
    let pacing: Pacing

    /// Writes what a person reads beside the result; nothing with `--quiet`.
    func tell(_ text: String) {
        if !isQuiet { console.write(text) }
    }

    /// Writes an answer's body unchanged, with a line end if it has none.
    func writeVerbatim(_ body: [UInt8]) {
        let text = String(decoding: body, as: UTF8.self)
        console.write(text.hasSuffix("\n") ? text : text + "\n")
    }
}
