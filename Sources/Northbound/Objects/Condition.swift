import JSON

/// One thing that holds or does not hold for an object.
struct Condition: Hashable, Sendable {
    let type: String
    let isTrue: Bool
    /// A stable word for programs.
    let reason: String
    let message: String

    init(_ type: String, _ isTrue: Bool, _ reason: String, _ message: String) {
        self.type = type
        self.isTrue = isTrue
        self.reason = reason
        self.message = message
    }

    var json: JSONValue {
        [
            "type": .string(type), "status": isTrue ? "True" : "False", "reason": .string(reason),
            "message": .string(message),
        ]
    }
}
