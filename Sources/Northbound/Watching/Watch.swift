public import Controller
import JSON
import Policy

/// A list that is followed: tells, snapshot by snapshot, what was added, changed and removed.
///
/// What it costs grows with the list, at every snapshot: whoever serves it passes snapshots on a few times a second.
/// Ids count the events of the stream, and cannot be resumed, except for the noun `events`, whose ids are those of
/// the events themselves.
public struct Watch: Sendable {
    /// What is to be sent, and whether the stream ends behind it.
    public struct Output: Sendable {
        public let bytes: [UInt8]
        public let isFinished: Bool
    }

    /// Headers of the answer.
    public static let headers = ["content-type": "text/event-stream", "cache-control": "no-cache"]
    /// A comment that keeps a silent stream alive; to be sent about every 15 s.
    public static let keepAlive = Array(": \n\n".utf8)

    /// A list with more objects cannot be followed: what was told last is kept for each.
    static let largestList = 50_000

    private let query: ListQuery
    private let role: Policy.Actor
    private var told: [ObjectKey: String] = [:]
    private var sequence: UInt64 = 0
    private var hasBegun = false

    init(_ query: ListQuery, role: Policy.Actor, resuming last: String?, at snapshot: Snapshot) throws(Problem) {
        self.query = query
        self.role = role
        guard let last else { return }
        let newest = snapshot.events.last?.number ?? 0
        let oldest = snapshot.events.first?.number ?? 1
        guard query.noun.isLog, let number = UInt64(last), number <= newest, number + 1 >= oldest else {
            throw Problem(
                status: 410, code: "gone",
                detail: "what happened since event \(last.onOneLine.prefix(40)) is not known",
                exitCode: 1, hint: "watch again without Last-Event-ID")
        }
        sequence = number
    }

    /// The events that lead from what was told to this snapshot; the first call tells everything.
    public mutating func advance(to snapshot: Snapshot) -> Output {
        var events: [ServerSentEvent] = []
        if !hasBegun, case .table(let wide) = query.style {
            let columns: JSONValue = ["columns": .texts(query.noun.titles(wide: wide))]
            events.append(ServerSentEvent("columns", data: columns.serialized()))
        }
        hasBegun = true
        let view = View(snapshot, for: role)
        let keys = query.noun.keys(view, query.tenant)
        guard query.noun.isLog || keys.count <= Self.largestList else { return tooLarge(keys.count) }
        if query.noun.isLog { appendLog(keys, view, &events) } else { appendChanges(keys, view, &events) }
        return Output(bytes: Array(events.map(\.text).joined().utf8), isFinished: false)
    }

    private mutating func appendChanges(_ keys: [ObjectKey], _ view: View, _ events: inout [ServerSentEvent]) {
        var present: Set<ObjectKey> = []
        for key in keys {
            guard let text = text(of: key, view) else { continue }
            present.insert(key)
            guard let old = told.updateValue(text, forKey: key) else {
                events.append(next("added", text))
                continue
            }
            if old != text { events.append(next("changed", text)) }
        }
        for key in told.keys.filter({ !present.contains($0) }).sorted() {
            if let old = told.removeValue(forKey: key) { events.append(next("removed", old)) }
        }
    }

    /// Entries of a log only come; those that it forgets are not told.
    private mutating func appendLog(_ keys: [ObjectKey], _ view: View, _ events: inout [ServerSentEvent]) {
        for key in keys where UInt64(clamping: key.number) > sequence {
            sequence = UInt64(clamping: key.number)
            if let text = text(of: key, view) { events.append(ServerSentEvent("added", id: sequence, data: text)) }
        }
    }

    private mutating func next(_ name: String, _ text: String) -> ServerSentEvent {
        sequence += 1
        return ServerSentEvent(name, id: sequence, data: text)
    }

    private func text(of key: ObjectKey, _ view: View) -> String? {
        guard let object = query.noun.object(view, key), query.selector?.matches(object.labels) ?? true else {
            return nil
        }
        guard case .table(let wide) = query.style else { return object.json.serialized() }
        let row: JSONValue = ["row": .texts(query.noun.row(object, wide: wide))]
        return row.serialized()
    }

    private func tooLarge(_ count: Int) -> Output {
        let problem = Problem(
            status: 422, code: "too-large",
            detail: "\(count) objects cannot be followed, at most \(Self.largestList)", exitCode: 1,
            hint: "follow one tenant's")
        let data = String(decoding: problem.response.body.dropLast(), as: UTF8.self)
        return Output(bytes: Array(ServerSentEvent("error", data: data).text.utf8), isFinished: true)
    }
}
