import Controller
import Policy
import Topology

/// The picture laid out: networks in rows at the top, hosts with their VMs below, tunnels as dashed curves under them.
///
/// Everything follows from the picture alone, so that the same topology gives the same bytes; what is beyond the bounds
/// is counted.
struct TopologyDrawing {
    enum Bound {
        static let networks = 24
        static let hosts = 24
        static let vms = 12
        static let nics = 8
        static let tunnels = 300
    }

    enum Size {
        static let margin = 24
        static let gap = 28
        static let columns = 4
        static let network = (width: 236, height: 58)
        static let hostWidth = 236
        static let title = 44
        static let vmTitle = 20
        static let nic = 18
        static let footer = 26
        /// Between the layer of networks and that of hosts.
        static let layer = 90
        /// Under a row of hosts, for tunnels.
        static let tunnels = 90
    }

    let picture: TopologyPicture
    private(set) var hostBoxes: [HostBox] = []
    private(set) var networkBoxes: [NetworkBox] = []
    private(set) var height = 0
    let width: Int

    struct NetworkBox {
        let item: TopologyPicture.NetworkItem
        let x: Int
        let y: Int
        let colour: String
    }

    struct HostBox {
        let content: HostContent
        let row: Int
        let column: Int
        let x: Int
        let y: Int
        let height: Int

        var centre: Int { x + Size.hostWidth / 2 }
        var bottom: Int { y + height }
    }

    init(_ picture: TopologyPicture) {
        self.picture = picture
        let columns = min(Size.columns, max(2, picture.networks.count, picture.hosts.count + picture.pending.count))
        width = 2 * Size.margin + columns * Size.hostWidth + (columns - 1) * Size.gap
        placeNetworks(columns)
        if !picture.hidesFabric { placeHosts(columns) }
    }

    private mutating func placeNetworks(_ columns: Int) {
        let top = Size.margin + 34
        for (index, item) in picture.networks.prefix(Bound.networks).enumerated() {
            networkBoxes.append(
                NetworkBox(
                    item: item, x: Size.margin + index % columns * (Size.network.width + Size.gap),
                    y: top + index / columns * (Size.network.height + Size.gap),
                    colour: Self.colours[index % Self.colours.count]))
        }
        height = (networkBoxes.last.map { $0.y + Size.network.height } ?? top) + Size.margin
    }

    private mutating func placeHosts(_ columns: Int) {
        let contents =
            picture.hosts.map { HostContent($0) } + picture.pending.map { HostContent($0) }
        var top = height + Size.layer - Size.margin
        let shown = Array(contents.prefix(Bound.hosts))
        for (row, start) in stride(from: 0, to: shown.count, by: columns).enumerated() {
            let slice = shown[start..<min(start + columns, shown.count)]
            for (column, content) in slice.enumerated() {
                hostBoxes.append(
                    HostBox(
                        content: content, row: row, column: column,
                        x: Size.margin + column * (Size.hostWidth + Size.gap), y: top, height: content.height))
            }
            top += (slice.map(\.height).max() ?? 0) + Size.tunnels
        }
        height = top
    }

    /// Distinct, and readable on white (ColorBrewer's Dark2 and Set1).
    private static let colours = [
        "#1b9e77", "#d95f02", "#7570b3", "#e7298a", "#66a61e", "#a6761d", "#377eb8", "#e41a1c", "#984ea3", "#666666",
    ]
}

/// What stands in a host's box.
struct HostContent {
    struct VM {
        let name: String
        let nics: [TopologyPicture.NICItem]
        /// NICs that are not shown.
        let hidden: Int
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
        let nics = host.ports.compactMap(\.nic).sorted { $0.id < $1.id }
        var byVM: [ObjectKey: [TopologyPicture.NICItem]] = [:]
        for nic in nics { byVM[ObjectKey(tenant: nic.id.tenant, name: nic.id.vm), default: []].append(nic) }
        for key in byVM.keys.sorted().prefix(TopologyDrawing.Bound.vms) {
            let own = byVM[key] ?? []
            vms.append(
                VM(
                    name: "\(key.tenant)/\(key.name)", nics: Array(own.prefix(TopologyDrawing.Bound.nics)),
                    hidden: max(0, own.count - TopologyDrawing.Bound.nics)))
        }
        hiddenVMs = max(0, byVM.count - TopologyDrawing.Bound.vms)
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

    /// Lines that count what is not drawn.
    var notes: [String] {
        var notes: [String] = []
        if hiddenVMs > 0 { notes.append("\(hiddenVMs) more VMs") }
        if quarantined > 0 { notes.append("\(quarantined) ports quarantined") }
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
