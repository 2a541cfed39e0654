import Controller
import JSON
import Policy

/// One object by its name.
struct ObjectQuery: Sendable {
    let noun: Noun
    /// Empty for objects of the fabric.
    let tenant: String
    let name: String
    let style: ListQuery.Style

    func answer(_ snapshot: Snapshot, for role: Policy.Actor) -> APIResponse {
        let view = View(snapshot, for: role)
        guard let key = noun.key(name, tenant), let object = noun.object(view, key) else {
            let path = tenant.isEmpty ? name : "\(tenant)/\(name)"
            return Problem.notFound("there is no \(noun.singular) \(path.onOneLine)").response
        }
        switch style {
        case .objects:
            var answer = APIResponse(object.json)
            answer.headers["etag"] = noun.isWritable ? Precondition.tag(object.spec.digest) : nil
            return answer
        case .table(let wide):
            return APIResponse([
                "revision": .number(snapshot.revision), "columns": .texts(noun.titles(wide: wide)),
                "rows": [.texts(noun.row(object, wide: wide))], "nextPageToken": nil,
            ])
        case .description: return APIResponse(["text": .string(view.describe(object, key, noun))])
        }
    }
}
