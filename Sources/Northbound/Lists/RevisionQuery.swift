import JSON
import Policy

/// A page of the history, newest first.
struct RevisionQuery: Sendable {
    private static let titles = ["REVISION", "TIME", "ACTOR", "SUMMARY"]

    private let isTable: Bool
    private let limit: Int
    private let before: UInt64?

    init(_ request: APIRequest) throws(Problem) {
        if case .table = try request.style() { isTable = true } else { isTable = false }
        limit = try request.number("limit", in: 1...ListQuery.largestLimit) ?? ListQuery.defaultLimit
        if let token = request.parameter("pageToken") {
            before = UInt64(clamping: try PageToken.decode(token, of: "revisions").number)
        } else {
            before = nil
        }
    }

    /// One more than a page, to know whether more follow.
    var history: HistoryQuery { .list(before: before, limit: limit + 1) }

    func answer(_ answer: HistoryAnswer) -> APIResponse {
        let revisions: [RevisionView]
        let newest: UInt64
        switch answer {
        case .failed(let reason): return Problem.unavailable("store-failed", reason).response
        case .revisions(let found, let number):
            revisions = found
            newest = number
        }
        let page = revisions.prefix(limit)
        var token: JSONValue = .null
        if revisions.count > limit, let last = page.last {
            token = .string(PageToken.encode(ObjectKey(number: Int(clamping: last.number)), of: "revisions"))
        }
        guard isTable else {
            return APIResponse([
                "revision": .number(newest), "items": .array(page.map(\.json)), "nextPageToken": token,
            ])
        }
        return APIResponse([
            "revision": .number(newest), "columns": .texts(Self.titles),
            "rows": .array(page.map { .texts($0.row) }), "nextPageToken": token,
        ])
    }

    static func answer(_ answer: HistoryAnswer, _ number: UInt64, _ style: ListQuery.Style) -> APIResponse {
        switch answer {
        case .failed(let reason): return Problem.unavailable("store-failed", reason).response
        case .revisions(let revisions, let newest):
            guard let revision = revisions.first(where: { $0.number == number }) else {
                return Problem.notFound("there is no revision \(number)").response
            }
            switch style {
            case .objects: return APIResponse(revision.json)
            case .table:
                return APIResponse([
                    "revision": .number(newest), "columns": .texts(titles), "rows": [.texts(revision.row)],
                    "nextPageToken": nil,
                ])
            case .description: return APIResponse(["text": .string(revision.text)])
            }
        }
    }
}

extension RevisionView {
    fileprivate var json: JSONValue {
        [
            "revision": .number(number), "time": .string(Timestamp.text(milliseconds: wallTime)),
            "actor": .string(actor), "summary": .string(summary),
            "documents": .array(
                documents.map { ["document": .string($0.document.description), "deleted": .bool($0.isDeleted)] }),
        ]
    }

    fileprivate var row: [String] {
        [String(number), Timestamp.text(milliseconds: wallTime), actor.onOneLine, summary.onOneLine]
    }

    fileprivate var text: String {
        var table = TextTable(["DOCUMENT", "CHANGE"])
        table.rows = documents.map { [$0.document.description, $0.isDeleted ? "deleted" : "written"] }
        return "Revision \(number)\nTime:    \(row[1])\nActor:   \(row[2])\nSummary: \(row[3])\n"
            + (documents.isEmpty ? "" : "Documents:\n" + table.text(indent: 2))
    }
}
