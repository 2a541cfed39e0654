import CommandLine
import JSON

extension Session {
    /// Prints an answer as it came, as YAML, or as people read it.
    func write(_ body: [UInt8], _ json: JSONValue, as output: ApplyFlow.Output, text: @autoclosure () -> String) {
        switch output {
        case .text: console.write(text())
        case .json: writeVerbatim(body)
        case .yaml: console.write(YAMLText.render(json))
        }
    }

    /// Prints an answer of the form `{"text": "…"}`.
    func printText(_ path: APIPath) throws(Failure) {
        guard let text = try api.getJSON(path)["text"]?.string else { throw .malformedAnswer("it has no `text`") }
        console.write(printableLines(text.hasSuffix("\n") ? text : text + "\n"))
    }
}
