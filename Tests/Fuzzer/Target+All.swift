extension Target {
    static let all: [String: Target] = [
        "openflow": openFlow, "openflow-session": openFlowSession, "ovsdb-session": databaseSession,
        "ovsdb-events": databaseEvents, "ovsdb-notation": databaseNotation, "json": json, "documents": documents,
        "packets": packets, "api": api,
    ]
}
