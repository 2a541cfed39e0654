import Foundation
import Lab

/// Prints rows under headings, in columns as wide as their widest cell.
func printTable(_ headings: [String], _ rows: [[String]]) {
    let widths = headings.indices.map { column in ([headings] + rows).map { $0[column].count }.max() ?? 0 }
    for row in [headings] + rows {
        var line = ""
        for (cell, width) in zip(row, widths) {
            line += cell + String(repeating: " ", count: width - cell.count + 2)
        }
        while line.hasSuffix(" ") { line.removeLast() }
        print(line)
    }
}

func printJSON(_ value: some Encodable) throws {
    let encoder = JSONEncoder()
    encoder.outputFormatting = [.prettyPrinted, .sortedKeys, .withoutEscapingSlashes]
    print(String(decoding: try encoder.encode(value), as: UTF8.self))
}

func printStatus(_ status: LabStatus) {
    print(
        "lab \(status.lab), datapath \(status.datapath.rawValue), manager \(status.manager), controller \(status.controller)"
            + (status.isComplete ? "" : ", INCOMPLETE: `up` was interrupted"))
    func state(_ pid: Int32?) -> String { pid.map { "\($0)" } ?? "dead" }
    printTable(
        ["HOST", "MANAGEMENT", "TUNNEL", "OVSDB-SERVER", "OVS-VSWITCHD", "CONTROLLER-LINK", "VMS"],
        status.hosts.map { host in
            [
                host.name, host.management, host.tunnel, state(host.database), state(host.switch),
                host.isPartitioned ? "cut" : "up", "\(host.vms.count)",
            ]
        })
    guard !status.interfaces.isEmpty else { return }
    print("")
    printTable(
        ["VM", "INDEX", "HOST", "TENANT", "PORT", "MAC", "ADDRESSES"],
        status.interfaces.map { nic in
            [
                nic.vm, "\(nic.index)", nic.host, nic.tenant ?? "-", nic.port, nic.mac,
                nic.addresses.joined(separator: " "),
            ]
        })
}

/// A matrix of sources (rows) and targets (columns); each cell has a sign for each address of the target.
func printMatrix(_ results: [PingResult]) {
    var names: [String] = []
    var cells: [String: [String: String]] = [:]
    for result in results {
        if !names.contains(result.from) { names.append(result.from) }
        let sign =
            switch result.verdict {
            case .ok: "+"
            case .oneWay: ">"
            case .lost: "."
            case .wrong: result.reached.contains(result.to) ? "!" : "x"
            }
        cells[result.from, default: [:]][result.to, default: ""] += sign
    }
    printTable(
        ["FROM \\ TO"] + names,
        names.map { from in [from] + names.map { to in from == to ? "-" : cells[from]?[to] ?? "" } })
    print(
        "\none sign an address: + reached and answered, > reached, no answer, . lost, x another VM answered, ! reached others too"
    )
    let unexpected = results.filter { !$0.isExpected }
    print("\(results.count) addresses probed, \(unexpected.count) not as tenants should have it")
    let shown = 30
    for result in unexpected.prefix(shown) {
        let seen = result.reached.isEmpty ? "nobody" : result.reached.joined(separator: ", ")
        print("  \(result.from) → \(result.to) \(result.address): \(result.verdict.rawValue), seen by \(seen)")
    }
    if unexpected.count > shown { print("  and \(unexpected.count - shown) more") }
}
