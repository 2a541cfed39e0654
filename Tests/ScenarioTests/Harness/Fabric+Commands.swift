import Foundation
import JSON
import Lab
import Testing

extension Fabric {
    /// Runs `weft` against this fabric's controller.
    @discardableResult
    func weft(_ arguments: String..., input: String = "", timeout: Duration = .seconds(90)) throws -> ExecResult {
        try weft(arguments, input: input, timeout: timeout)
    }

    @discardableResult
    func weft(_ arguments: [String], input: String = "", timeout: Duration = .seconds(90)) throws -> ExecResult {
        try lab.exec(
            .controller, ["env", "WEFT_SERVER=unix:\(socket)", Programs.weft] + arguments, input: input,
            timeout: timeout)
    }

    /// What `weft … -o json` prints.
    func json(_ arguments: String...) throws -> JSONValue {
        let result = try weft(arguments + ["-o", "json"])
        guard result.status == 0 else { throw ScenarioError("weft \(arguments): \(result)") }
        return try JSONParser.parse(result.stdout)
    }

    /// Applies documents, each as a file of its own.
    ///
    /// - Parameters:
    ///   - wait: `hosts`, which does not wait for hosts that are away, or `accepted`.
    ///   - status: the exit code that `weft apply` must have.
    @discardableResult
    func apply(
        _ texts: String..., wait: String = "hosts", expecting status: Int32 = 0,
        sourceLocation: SourceLocation = #_sourceLocation
    ) throws -> ExecResult {
        try apply(texts, wait: wait, expecting: status, sourceLocation: sourceLocation)
    }

    @discardableResult
    func apply(
        _ texts: [String], wait: String = "hosts", expecting status: Int32 = 0,
        sourceLocation: SourceLocation = #_sourceLocation
    ) throws -> ExecResult {
        let folder = "\(directory)/apply"
        try? FileManager.default.removeItem(atPath: folder)
        try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
        for (number, text) in texts.enumerated() {
            try text.write(toFile: "\(folder)/\(number).yaml", atomically: true, encoding: .utf8)
        }
        let result = try weft("apply", "--yes", "--wait", wait, "--timeout", "60s", "-f", folder)
        #expect(result.status == status, "\(result.stdout)\(result.stderr)", sourceLocation: sourceLocation)
        guard result.status == status else { throw ScenarioError("weft apply ended with \(result.status)") }
        return result
    }

    /// Waits until hosts, by default all of the lab, have exactly the desired state.
    func waitReady(_ hosts: [String]? = nil) throws {
        let names = try hosts ?? lab.status().hosts.map(\.name)
        let result = try weft(["wait", "--for=ready", "--timeout", "60s"] + names.map { "host/\($0)" })
        guard result.status == 0 else {
            let hosts = try weft("get", "hosts", "-o", "wide").stdout
            throw ScenarioError("not ready: \(result.stderr)\n\(hosts)")
        }
    }

    /// The same, right after `weftd` was started. Looks as often as it can, as time is measured by it.
    func awaitReady(_ hosts: [String]) throws {
        let deadline = ContinuousClock.now + .seconds(30)
        while true {
            let list = try weft("get", "hosts", "-o", "json")
            let items = list.status == 0 ? try JSONParser.parse(list.stdout)["items"]?.array ?? [] : []
            let ready = items.filter { $0["status"]?["phase"]?.string == "Ready" }.compactMap { $0["name"]?.string }
            if Set(hosts).isSubset(of: ready) { return }
            guard ContinuousClock.now < deadline else { throw ScenarioError("not ready after a start") }
            usleep(5_000)
        }
    }

    /// Waits until the controller has noticed that a host is gone.
    func waitAway(_ host: String) throws {
        let result = try weft("wait", "--for=away", "--timeout", "30s", "host/\(host)")
        guard result.status == 0 else { throw ScenarioError("\(host) is not away: \(result.stderr)") }
    }

    /// The number of the newest revision.
    func revision() throws -> Int64 {
        guard let number = try json("get", "hosts")["revision"]?.integer else {
            throw ScenarioError("a list has no revision")
        }
        return number
    }

    /// What a command on a node prints; throws unless it succeeds.
    @discardableResult
    func output(_ node: LabNode, _ words: String) throws -> String {
        try output(node, words.split(separator: " ").map(String.init))
    }

    @discardableResult
    func output(_ node: LabNode, _ command: [String]) throws -> String {
        let result = try lab.exec(node, command)
        guard result.status == 0 else {
            throw ScenarioError("\(command.joined(separator: " ")) on \(node): \(result.status), \(result.stderr)")
        }
        return result.stdout
    }

    /// Waits until something is so; throws when it is not so in time.
    ///
    /// - Returns: how long it took.
    @discardableResult
    func eventually(
        _ what: String, within limit: Duration = .seconds(20), _ condition: () throws -> Bool
    ) throws -> Duration {
        let start = ContinuousClock.now
        while try !condition() {
            guard ContinuousClock.now - start < limit else { throw ScenarioError("not within \(limit): \(what)") }
            usleep(50_000)
        }
        return ContinuousClock.now - start
    }
}

extension Duration {
    var seconds: Double { Double(components.seconds) + Double(components.attoseconds) / 1e18 }

    /// For people: `1.25 s`.
    var text: String { "\((seconds * 100).rounded() / 100) s" }
}
