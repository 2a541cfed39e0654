import Foundation
import Lab

/// Prints an error as all of Weft's programs do, and ends.
func fail(_ code: String, _ message: String, hint: String?, status: Int32) -> Never {
    var text = "error: \(code): \(message)\n"
    if let hint { text += "hint: \(hint)\n" }
    FileHandle.standardError.write(Data(text.utf8))
    exit(status)
}

var words = Array(ProcessInfo.processInfo.arguments.dropFirst())
var labName = ProcessInfo.processInfo.environment["WEFT_LAB"] ?? "weft"
// Anywhere before `--`: what follows belongs to the command of `exec`.
if let place = words.prefix(while: { $0 != "--" }).firstIndex(where: { $0 == "--lab" || $0.hasPrefix("--lab=") }) {
    let word = words.remove(at: place)
    if word != "--lab" {
        labName = String(word.dropFirst("--lab=".count))
    } else if place < words.count {
        labName = words.remove(at: place)
    } else {
        fail("usage", "--lab needs a name", hint: "weft-lab help", status: 2)
    }
}

guard let verb = words.first, !["help", "-h", "--help"].contains(verb) else {
    print(usage)
    exit(words.isEmpty ? 2 : 0)
}
do {
    if let missing = Lab.missingPrerequisite() { throw LabError(.notSupported, missing) }
    exit(try LabCommands(lab: Lab(name: labName)).run(verb, Array(words.dropFirst())))
} catch let error as UsageError {
    fail("usage", error.message, hint: "weft-lab help", status: 2)
} catch let error as LabError {
    let status: Int32 =
        switch error.code {
        case .invalid: 3
        case .conflict: 4
        case .notFound: 5
        default: 1
        }
    fail(error.code.description, error.message, hint: error.hint, status: status)
} catch {
    fail("failed", error.localizedDescription, hint: nil, status: 1)
}
