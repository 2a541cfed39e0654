import Foundation
import Glibc

/// What a lab consists of at present, kept in its `state.json`.
///
/// An operation first writes what it is about to touch into `pending`, and removes it at its end. Whatever a later
/// operation finds there belongs to one that was killed, and is cleaned up first.
struct LabState: Codable, Sendable {
    struct Host: Codable, Sendable {
        let name: String
        /// Fixes the addresses, from 1.
        let number: Int
        var isPartitioned = false
    }

    /// A port that may exist on a host without being in `nics`.
    struct PendingPort: Codable, Sendable {
        let vm: String
        let index: Int
        let host: String
    }

    struct Pending: Codable, Sendable {
        /// The lab itself, with its switches.
        var isWhole = false
        var hosts: [Host] = []
        var ports: [PendingPort] = []
    }

    var datapath: LabSpec.Datapath
    var manager: String
    /// The directory of keys and certificates; nil: clear text.
    var ssl: String?
    var hosts: [Host] = []
    var nics: [LabNIC] = []
    var pending = Pending()

    func host(_ name: String) throws(LabError) -> Host {
        guard let host = hosts.first(where: { $0.name == name }) else {
            throw LabError(.notFound, "there is no host \(name)", hint: "`weft-lab status` lists the hosts")
        }
        return host
    }

    func nics(of vm: String) throws(LabError) -> [LabNIC] {
        let found = nics.filter { $0.vm == vm }
        guard !found.isEmpty else {
            throw LabError(.notFound, "there is no VM \(vm)", hint: "`weft-lab status` lists the VMs")
        }
        return found
    }

    /// VM names in the order of their first interface.
    var vms: [String] {
        var seen = Set<String>()
        return nics.compactMap { seen.insert($0.vm).inserted ? $0.vm : nil }
    }

    /// The lowest numbers that no host has.
    func freeNumbers(_ count: Int) -> [Int] {
        let taken = Set((hosts + pending.hosts).map(\.number))
        return Array((1...).lazy.filter { !taken.contains($0) }.prefix(count))
    }

    /// Nil when the lab is not up, or its state was lost.
    static func load(_ names: LabNames) -> LabState? {
        let bytes = readFile(names.stateFile)
        return bytes.isEmpty ? nil : try? JSONDecoder().decode(LabState.self, from: Data(bytes))
    }

    /// Replaces the file at once: a reader sees the old or the new state, never a part.
    func save(_ names: LabNames) throws(LabError) {
        mkdir(names.directory, 0o755)
        let temporary = names.stateFile + ".new"
        do {
            let encoder = JSONEncoder()
            encoder.outputFormatting = [.prettyPrinted, .sortedKeys, .withoutEscapingSlashes]
            try encoder.encode(self).write(to: URL(fileURLWithPath: temporary))
        } catch {
            throw LabError(.commandFailed, "\(temporary): \(error.localizedDescription)")
        }
        guard rename(temporary, names.stateFile) == 0 else { throw systemError(names.stateFile) }
    }
}
