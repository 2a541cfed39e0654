import CommandLine
import JSON

/// `weft wait`: until an object is in a state.
struct WaitCommand {
    private static let interval = Duration.milliseconds(200)

    let noun: Noun
    let name: String
    /// A condition or phase, or `deleted`.
    let state: String

    static func command(_ open: @escaping SessionOpener) -> Command {
        Command(
            "wait", summary: "Wait until objects are in a state.",
            arguments: [
                .repeated(
                    "object", "NOUN/NAME with -T, or NOUN/TENANT/NAME: nic/acme/web1:0, host/kvm1.", isRequired: true)
            ],
            options: [
                .value(
                    "for", "ready, deleted, or a condition such as bound.", placeholder: "state",
                    defaultValue: "ready"),
                .value("timeout", "How long to wait for all of them.", placeholder: "time", defaultValue: "30s"),
            ]
        ) { invocation in
            let waits = try invocation.arguments("object").map { object throws(Failure) in
                try WaitCommand(object, state: invocation.value("for") ?? "ready")
            }
            let timeout = try invocation.duration("timeout") ?? .seconds(30)
            let session = try open(invocation)
            let deadline = session.pacing.now() + timeout
            for wait in waits { try wait.run(session, until: deadline) }
            return .success
        }
    }

    private init(_ object: String, state: String) throws(Failure) {
        let parts = object.split(separator: "/", maxSplits: 1).map(String.init)
        guard parts.count == 2 else {
            throw Failure.usage("'\(object)' names no object", hint: "NOUN/NAME, such as nic/web1:0")
        }
        noun = try Noun.named(parts[0])
        name = parts[1]
        self.state = state
    }

    private func run(_ session: Session, until deadline: Duration) throws(Failure) {
        let path = try noun.path(of: name, tenant: session.tenant)
        while true {
            let object = try object(at: path, session)
            if isReached(object) {
                return session.tell("\(printable("\(noun.singular)/\(name)")) is \(printable(state))\n")
            }
            guard session.pacing.now() < deadline else { throw expired(object) }
            session.pacing.sleep(Self.interval)
        }
    }

    /// Nil while there is none.
    private func object(at path: APIPath, _ session: Session) throws(Failure) -> JSONValue? {
        do {
            return try session.api.getJSON(path)
        } catch  where error.exitCode == .notFound {
            return nil
        }
    }

    private func isReached(_ object: JSONValue?) -> Bool {
        guard state != "deleted" else { return object == nil }
        guard let status = object?["status"] else { return false }
        let conditions = (status["conditions"]?.array ?? []).filter { isNamed($0["type"]) }
        guard conditions.isEmpty else { return conditions.allSatisfy(isTrue) }
        return isNamed(status["phase"])
    }

    private func isNamed(_ value: JSONValue?) -> Bool { value?.string?.lowercased() == state.lowercased() }

    private func isTrue(_ condition: JSONValue) -> Bool {
        condition["status"]?.bool == true || condition["status"]?.string?.lowercased() == "true"
    }

    private func expired(_ object: JSONValue?) -> Failure {
        var reasons: [String] = []
        for condition in object?["status"]?["conditions"]?.array ?? [] {
            guard let type = condition["type"]?.string, isNamed(condition["type"]) || isTrue(condition) else {
                continue
            }
            let reason = condition["message"]?.string ?? condition["reason"]?.string
            reasons.append(reason.map { "\(type): \($0)" } ?? type)
        }
        if object == nil { reasons = ["it does not exist"] }
        let detail = reasons.isEmpty ? "" : " (\(reasons.joined(separator: "; ")))"
        return Failure(
            "timeout", "\(noun.singular)/\(name) is not \(state) within the time-out\(detail)", exitCode: .notAccepted)
    }
}
