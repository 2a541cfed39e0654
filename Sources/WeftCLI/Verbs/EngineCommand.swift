import CommandLine
import JSON

/// `weft engine`: what the compiler has done, and whether it is right.
enum EngineCommand {
    static func command(_ open: @escaping SessionOpener) -> Command {
        Command(
            "engine", summary: "Show what the compiler has done; --check compares it with compiling from nothing.",
            discussion: """
                The server compiles changes incrementally. With --check it compiles
                everything once more from nothing, beside its work, and compares: any
                difference is a defect of Weft, is printed, and gives exit code 1.
                """,
            options: [.flag("check", "Compile everything from nothing and compare.")]
        ) { invocation in
            let session = try open(invocation)
            let isChecked = invocation.flag("check")
            let answer = try session.api.getJSON(APIPath("engine").query("check", isChecked ? "1" : nil))
            func show(_ title: String, _ key: String) {
                let padding = String(repeating: " ", count: max(0, 22 - title.count))
                session.console.write("\(title)\(padding)\(answer[key]?.integer.map { "\($0)" } ?? "-")\n")
            }
            show("fragments", "fragments")
            show("units computed", "unitsComputed")
            show("by the last change", "unitsOfLastChange")
            show("pending hosts ended", "pendingEnded")
            guard isChecked else { return .success }
            guard let differences = answer["differences"]?.array else {
                throw Failure.malformedAnswer("it compared nothing")
            }
            for difference in differences { session.console.write(printable(difference.string ?? "-") + "\n") }
            session.console.write("from nothing          \(differences.isEmpty ? "the same" : "other")\n")
            return differences.isEmpty ? .success : .negative
        }
    }
}
