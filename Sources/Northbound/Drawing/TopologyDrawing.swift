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
    private(set) var hiddenBoxes = 0
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
        placeHosts(columns)
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

    private var contents: [HostContent] {
        guard picture.hidesFabric else {
            return picture.hosts.map { HostContent($0) } + picture.pending.map { HostContent($0) }
        }
        let vms = HostContent.VM.list(picture.nics)
        return stride(from: 0, to: vms.count, by: Bound.vms).map {
            HostContent(vms[$0..<min($0 + Bound.vms, vms.count)])
        }
    }

    private mutating func placeHosts(_ columns: Int) {
        let contents = contents
        hiddenBoxes = max(0, contents.count - Bound.hosts)
        var top = height + Size.layer - Size.margin
        let shown = Array(contents.prefix(Bound.hosts))
        for (row, start) in stride(from: 0, to: shown.count, by: columns).enumerated() {
            let slice = shown[start..<min(start + columns, shown.count)]
            let height = slice.map(\.height).max() ?? 0
            for (column, content) in slice.enumerated() {
                hostBoxes.append(
                    HostBox(
                        content: content, row: row, column: column,
                        x: Size.margin + column * (Size.hostWidth + Size.gap), y: top, height: height))
            }
            top += height + Size.tunnels
        }
        if !shown.isEmpty { height = top }
    }

    /// Distinct, and readable on white (ColorBrewer's Dark2 and Set1).
    private static let colours = [
        "#1b9e77", "#d95f02", "#7570b3", "#e7298a", "#66a61e", "#a6761d", "#377eb8", "#e41a1c", "#984ea3", "#666666",
    ]
}
