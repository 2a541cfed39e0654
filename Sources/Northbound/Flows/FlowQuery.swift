import Controller
import Pipeline
import Policy
import Topology

/// Which flows of which hosts are asked for.
struct FlowQuery: Sendable {
    let host: HostID?
    /// `[TENANT/]VM[:INDEX]`
    let nic: String?
    /// `TENANT/DOCUMENT`
    let document: String?
    let stage: Stage?
    let limit: Int
    let after: ObjectKey?

    static let defaultLimit = 10_000
    static let largestLimit = 50_000

    init(_ request: APIRequest) throws(Problem) {
        host = request.parameter("host").map { HostID($0) }
        nic = request.parameter("nic")
        document = request.parameter("document")
        if let name = request.parameter("stage") {
            guard let found = Stage(rawValue: name) else {
                let known = Stage.allCases.map(\.rawValue).joined(separator: ", ")
                throw .badRequest("stage: there is no stage \(name.onOneLine.prefix(64))", hint: "stages are \(known)")
            }
            stage = found
        } else {
            stage = nil
        }
        limit = try request.number("limit", in: 1...Self.largestLimit) ?? Self.defaultLimit
        if let token = request.parameter("pageToken") {
            after = try PageToken.decode(token, of: "flows")
        } else {
            after = nil
        }
    }

    /// Throws when something that is asked for does not exist.
    func check(_ snapshot: Snapshot) throws(Problem) {
        if let host, snapshot.topology.hosts[host] == nil { throw .notFound("there is no host \(host.name.onOneLine)") }
        if let nic, !snapshot.topology.nics.keys.contains(where: { $0.isNamed(nic) }) {
            throw .notFound("there is no nic \(nic.onOneLine)")
        }
        if let document, !snapshot.policy.keys.contains(where: { $0.description == document }) {
            throw .notFound("there is no document \(document.onOneLine)", hint: "TENANT/DOCUMENT names one")
        }
    }
}

extension NICID {
    /// Whether `[TENANT/]VM[:INDEX]` means this NIC; VM names may hold any character, so the forms are compared whole.
    func isNamed(_ text: String) -> Bool {
        [description, "\(vm):\(index)", "\(tenant)/\(vm)", vm].contains(text)
    }
}
