import CommandLine
import JSON

extension Session {
    /// Prints an answer of the form `{"text": "…"}`.
    func printText(_ path: APIPath) throws(Failure) {
        guard let text = try api.getJSON(path)["text"]?.string else { throw .malformedAnswer("it has no `text`") }
        console.write(printableLines(text.hasSuffix("\n") ? text : text + "\n"))
    }
}
