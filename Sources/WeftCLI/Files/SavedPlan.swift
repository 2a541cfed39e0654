import CommandLine
import JSON

/// The file of `weft plan --out`: the documents as they were planned and the revision they were planned on.
///
/// It fixes documents, not flows (INTERFACE.md 3): the server plans them again and refuses when the base has moved in
/// a way that matters.
enum SavedPlan {
    private static let version: Int64 = 1

    static func text(_ request: ApplyRequest, base: Int64) -> String {
        var object = JSONObject()
        object["weftPlan"] = .integer(version)
        object["base"] = .integer(base)
        object["files"] = request.json["files"]
        object["delete"] = request.json["delete"]
        return JSONValue.object(object).serialized(pretty: true) + "\n"
    }

    /// The request that applies the plan in the file `path`.
    static func read(_ path: String) throws(Failure) -> ApplyRequest {
        // JSON spells some bytes with six.
        let bytes = try FileReader.read(path, limit: SourceFiles.limit * 6)
        guard let value = try? JSONParser.parse(bytes), let found = value["weftPlan"]?.integer else {
            throw invalid(path, "is no saved plan", hint: "documents are applied with -f \(path)")
        }
        guard found == version else { throw invalid(path, "is a plan of another version of weft") }
        guard let base = value["base"]?.integer, let items = value["files"]?.array,
            let deletions = value["delete"]?.array
        else { throw invalid(path, "is a damaged plan") }
        var request = ApplyRequest(base: base)
        for item in items {
            guard let name = item["name"]?.string, let text = item["text"]?.string else {
                throw invalid(path, "is a damaged plan")
            }
            request.files.append(SourceFile(name: name, text: text))
        }
        request.deletions = deletions.compactMap(\.string)
        return request
    }

    private static func invalid(_ path: String, _ what: String, hint: String? = nil) -> Failure {
        Failure("invalid-plan", "\(path) \(what)", hint: hint, exitCode: .usage)
    }
}
