import Foundation
import Lab

/// Counts, on the switches themselves, the messages that change something.
///
/// `ovs-vswitchd` logs every OpenFlow message it gets once its module `vconn` is set to debug: what is counted is what
/// arrived, whatever the controller believes to have sent.
struct SwitchWatch {
    /// Messages that change flows, groups or meters, bare or in a bundle.
    private static let changing = ["FLOW_MOD", "GROUP_MOD", "METER_MOD", "BUNDLE_ADD"]

    private let fabric: Fabric
    private let hosts: [String]
    private var marks: [String: Int] = [:]

    /// Begins to count on the given hosts, by default on all.
    init(_ fabric: Fabric, _ hosts: [String]? = nil) throws {
        self.fabric = fabric
        self.hosts = try hosts ?? fabric.lab.status().hosts.map(\.name)
        for host in self.hosts {
            try fabric.output(.host(host), "ovs-appctl vlog/set vconn:file:dbg")
            try fabric.output(.host(host), "ovs-appctl vlog/disable-rate-limit vconn")
        }
        restart()
    }

    private func log(_ host: String) -> Data {
        FileManager.default.contents(atPath: "\(fabric.lab.runDirectory(of: host))/ovs-vswitchd.log") ?? Data()
    }

    /// Counts from here on.
    mutating func restart() {
        for host in hosts { marks[host] = log(host).count }
    }

    /// Messages received since then, of each host.
    func changes() -> [String: Int] {
        hosts.reduce(into: [:]) { $0[$1] = lines($1).count }
    }

    /// The log lines of these messages.
    func lines(_ host: String) -> [Substring] {
        String(decoding: log(host).dropFirst(marks[host] ?? 0), as: UTF8.self).split(separator: "\n").filter { line in
            line.contains("received:") && Self.changing.contains { line.contains($0) }
        }
    }

    var zero: [String: Int] { hosts.reduce(into: [:]) { $0[$1] = 0 } }
}
