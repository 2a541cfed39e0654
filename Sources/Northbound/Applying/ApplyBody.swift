import Controller
import JSON
import Policy
import PolicyFiles

/// The body of `POST /v1/apply`: files as they are, whatever is in them.
struct ApplyBody {
    struct File {
        let name: String
        let text: String
    }

    let files: [File]
    let deletions: [DocumentKey]
    let base: UInt64?
    let isPlanOnly: Bool
    let wait: ApplyRequest.Wait

    private static let largestFileCount = 1000
    private static let keys = ["files", "delete", "base", "planOnly", "wait", "timeoutMilliseconds"]

    init(_ body: [UInt8]) throws(Problem) {
        let value: JSONValue
        do {
            value = try JSONParser.parse(body, limits: .init(maxDepth: 8, maxBytes: 64 << 20, maxValues: 100_000))
        } catch {
            throw .badRequest("the body: \(error)")
        }
        guard let object = value.object else { throw .badRequest("the body: expected an object") }
        if let unknown = object.keys.first(where: { !Self.keys.contains($0) }) {
            throw .badRequest(
                "the body: unknown key \(unknown.onOneLine.prefix(64))",
                hint: "known are \(Self.keys.joined(separator: ", "))")
        }
        files = try Self.files(object["files"] ?? [])
        deletions = try Self.deletions(object["delete"] ?? [])
        guard !files.isEmpty || !deletions.isEmpty else { throw .badRequest("the body names no file and no document") }
        base = try Self.base(object["base"] ?? .null)
        let planOnly = object["planOnly"] ?? false
        guard let isPlanOnly = planOnly.bool else { throw .badRequest("planOnly: expected true or false") }
        self.isPlanOnly = isPlanOnly
        wait = try ApplyRequest.Wait(
            object["wait"] ?? "accepted", timeoutMilliseconds: object["timeoutMilliseconds"] ?? 30_000)
    }

    private static func files(_ value: JSONValue) throws(Problem) -> [File] {
        guard let list = value.array, list.count <= largestFileCount else {
            throw .badRequest("files: expected a list of at most \(largestFileCount)")
        }
        var files: [File] = []
        for (index, entry) in list.enumerated() {
            guard let name = entry["name"]?.string, !name.isEmpty, name.utf8.count <= 4096,
                let text = entry["text"]?.string, entry.object?.count == 2
            else { throw .badRequest("files[\(index)]: expected {\"name\": TEXT, \"text\": TEXT}") }
            files.append(File(name: name, text: text))
        }
        return files
    }

    private static func deletions(_ value: JSONValue) throws(Problem) -> [DocumentKey] {
        guard let list = value.array, list.count <= largestFileCount else {
            throw .badRequest("delete: expected a list of at most \(largestFileCount)")
        }
        var keys: [DocumentKey] = []
        for (index, entry) in list.enumerated() {
            let parts = (entry.string ?? "").split(separator: "/", omittingEmptySubsequences: false)
            guard parts.count == 2, parts.allSatisfy({ (1...32).contains($0.utf8.count) }) else {
                throw .badRequest("delete[\(index)]: expected \"TENANT/DOCUMENT\"")
            }
            keys.append(DocumentKey(tenant: String(parts[0]), document: String(parts[1])))
        }
        return keys
    }

    private static func base(_ value: JSONValue) throws(Problem) -> UInt64? {
        guard !value.isNull else { return nil }
        guard let base = value.integer.flatMap({ UInt64(exactly: $0) }) else {
            throw .badRequest("base: expected the number of a revision")
        }
        return base
    }

    /// Everything that the texts hold, right or wrong: the core reports all errors together.
    func request(of call: Call) -> ApplyRequest {
        var documents: [PolicyDocument] = []
        var diagnostics: [Diagnostic] = []
        for file in files {
            let read = readDocuments(Array(file.text.utf8), file: file.name, accepting: call.planned)
            documents += read.documents
            diagnostics += read.diagnostics
        }
        return ApplyRequest(
            documents: documents, deletions: deletions, diagnostics: diagnostics, role: call.role,
            actor: call.request.asker.name, base: base, isPlanOnly: isPlanOnly, wait: wait)
    }
}

extension ApplyRequest.Wait {
    private static let longestTimeout: Int64 = 600_000

    /// The parameters `wait` and `timeoutMilliseconds` of an address.
    init(_ request: APIRequest) throws(Problem) {
        let timeout = try request.number("timeoutMilliseconds", in: 0...Int(Self.longestTimeout)) ?? 30_000
        try self.init(.string(request.parameter("wait") ?? "accepted"), timeoutMilliseconds: .count(timeout))
    }

    init(_ wait: JSONValue, timeoutMilliseconds: JSONValue) throws(Problem) {
        guard let milliseconds = timeoutMilliseconds.integer, (0...Self.longestTimeout).contains(milliseconds) else {
            throw .badRequest("timeoutMilliseconds: expected a number from 0 to \(Self.longestTimeout)")
        }
        switch wait.string {
        case "accepted": self = .accepted
        case "hosts": self = .hosts(timeout: .milliseconds(milliseconds))
        default: throw .badRequest("wait: expected \"accepted\" or \"hosts\"")
        }
    }
}
