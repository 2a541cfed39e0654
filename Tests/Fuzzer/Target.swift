/// A decoder, and what it is fed with.
struct Target: Sendable {
    let mutator: Mutator
    /// Inputs that are right.
    let seeds: [[UInt8]]
    /// Decodes an input and does with the result what the daemon would; must not trap.
    let run: @Sendable ([UInt8]) -> Void

    static let all: [String: Target] = [
        "openflow": openFlow, "openflow-session": openFlowSession, "ovsdb-session": databaseSession, "json": json,
        "documents": documents, "packets": packets, "api": api,
    ]
}
