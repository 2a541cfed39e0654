import Controller
import NetworkTypes
import Policy
import Topology

/// What stands in a host's box.
struct HostContent {
    struct VM {
        let name: String
        let nics: [TopologyPicture.NICItem]
        /// NICs that are not shown.
        let hidden: Int

        /// NICs gathered by their VMs, sorted.
        static func list(_ nics: [TopologyPicture.NICItem]) -> [VM] {
            var byVM: [ObjectKey: [TopologyPicture.NICItem]] = [:]
            for nic in nics.sorted(by: { $0.id < $1.id }) {
                byVM[ObjectKey(tenant: nic.id.tenant, name: nic.id.vm), default: []].append(nic)
            }
            return byVM.sorted { $0.key < $1.key }.map { key, own in
                let shown = own.prefix(TopologyDrawing.Bound.nics)
                return VM(name: "\(key.tenant)/\(key.name)", nics: Array(shown), hidden: own.count - shown.count)
            }
        }
    }

    let id: HostID
    let title: String
    let subtitle: String
    let footer: String
    let colour: String
    let isPending: Bool
    private(set) var vms: [VM] = []
    private(set) var hiddenVMs = 0
    private(set) var quarantined = 0

    init(_ host: TopologyPicture.HostItem) {
        id = host.id
        title = host.id.name
        isPending = false
        let phase = host.phase ?? .away
        subtitle = phase.rawValue + (host.version.map { ", Open vSwitch \($0)" } ?? "")
        footer = host.vtep.map { "VTEP \($0)" } ?? "no VTEP"
        colour =
            switch phase {
            case .ready: "#2f9e44"
            case .syncing: "#f08c00"
            case .degraded: "#e03131"
            case .away: "#868e96"
            }
        let all = VM.list(host.ports.compactMap(\.nic))
        vms = Array(all.prefix(TopologyDrawing.Bound.vms))
        hiddenVMs = all.count - vms.count
        quarantined = host.ports.count { $0.nic == nil }
    }

    init(_ host: PendingHostView) {
        id = HostID(host.systemID)
        title = host.systemID
        subtitle = "Pending: no document names it"
        footer = "from \(host.peer)"
        colour = "#868e96"
        isPending = true
    }

    /// A box of VMs whose hosts are not shown.
    init(_ part: ArraySlice<VM>) {
        id = HostID("")
        title = counted(part.count, "VM")
        subtitle = part.first.map { "from \($0.name)" } ?? ""
        footer = ""
        colour = "#868e96"
        isPending = false
        vms = Array(part)
    }

    /// Lines that count what is not drawn.
    var notes: [String] {
        var notes: [String] = []
        if hiddenVMs > 0 { notes.append("\(counted(hiddenVMs, "more VM"))") }
        if quarantined > 0 { notes.append("\(counted(quarantined, "port")) quarantined") }
        return notes
    }

    func height(of vm: VM) -> Int {
        TopologyDrawing.Size.vmTitle + vm.nics.count * TopologyDrawing.Size.nic
            + (vm.hidden > 0 ? TopologyDrawing.Size.nic : 0) + 6
    }

    var height: Int {
        TopologyDrawing.Size.title + vms.reduce(0) { $0 + height(of: $1) + 6 } + notes.count * 18
            + TopologyDrawing.Size.footer
    }
}
