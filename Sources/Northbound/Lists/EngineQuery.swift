import Compiler
import Controller
import JSON

/// What the compiler has done, and on request whether its state is what compiling everything from nothing gives.
struct EngineQuery: Sendable {
    private let isChecked: Bool

    init(_ request: APIRequest) { isChecked = request.isSet("check") }

    /// The check takes as long as a cold start's compile, on the thread that answers: the core goes on meanwhile.
    func answer(_ snapshot: Snapshot) -> APIResponse {
        var object: JSONObject = ["revision": .number(snapshot.revision)]
        object["fragments"] = .count(snapshot.engine.fragments.count)
        object["unitsComputed"] = .count(snapshot.statistics.unitsComputed)
        object["unitsOfLastChange"] = .count(snapshot.statistics.unitsOfLastChange)
        object["rollouts"] = .number(snapshot.statistics.rollouts)
        object["pendingEnded"] = .number(snapshot.statistics.pendingEnded)
        if isChecked { object["differences"] = .texts(snapshot.engine.differencesFromNothing(snapshot.topology)) }
        return APIResponse(.object(object))
    }
}
