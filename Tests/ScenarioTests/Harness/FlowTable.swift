import Lab

/// The flows that a switch has, as `ovs-ofctl dump-flows` prints them.
struct FlowTable {
    /// Each flow without its counters and age.
    private(set) var flows: Set<String> = []
    /// Seconds that each flow has been in the table.
    private(set) var ages: [String: Double] = [:]

    init(_ dump: String) {
        for line in dump.split(separator: "\n") where line.contains("cookie=") {
            let parts = line.split(separator: " ").map { $0.hasSuffix(",") ? String($0.dropLast()) : String($0) }
            let flow = parts.filter { part in
                !["duration=", "n_packets=", "n_bytes=", "idle_age=", "hard_age="].contains { part.hasPrefix($0) }
            }.joined(separator: " ")
            flows.insert(flow)
            let duration = parts.first { $0.hasPrefix("duration=") }?.dropFirst("duration=".count).dropLast()
            ages[flow] = duration.flatMap { Double($0) } ?? 0
        }
    }
}

extension Fabric {
    func flowTable(_ host: String, version: String = "OpenFlow15") throws -> FlowTable {
        FlowTable(try output(.host(host), "ovs-ofctl -O \(version) dump-flows br-int"))
    }
}
