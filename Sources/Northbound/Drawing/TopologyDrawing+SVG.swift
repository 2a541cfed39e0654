import Controller
import Topology

extension TopologyDrawing {
    private static let faint = SVG.Font(size: 10, colour: "#52606d")

    var svg: String {
        var lines = SVG()
        drawMemberships(&lines)
        drawTunnels(&lines)
        var boxes = SVG()
        boxes.text("Networks", x: Size.margin, y: Size.margin + 18, width: 400, SVG.Font(size: 15, isBold: true))
        if !picture.tunnels.isEmpty {
            let legend = "solid: serves the network; dashed: VXLAN tunnel"
            boxes.text(legend, x: Size.margin + 110, y: Size.margin + 18, width: 400, Self.faint)
        }
        for box in networkBoxes { draw(box, &boxes) }
        for box in hostBoxes { draw(box, &boxes) }
        // Lines lie under the boxes.
        lines.append(boxes)
        let notes = notes
        let total = height + (notes.isEmpty ? 0 : 18 * notes.count + Size.margin)
        for (index, note) in notes.enumerated() {
            lines.text(note, x: Size.margin, y: height + 18 * index + 8, width: width - 2 * Size.margin)
        }
        return lines.document(width: width, height: total, title: "Topology")
    }

    /// What is beyond the bounds, and what has no place.
    private var notes: [String] {
        var notes: [String] = []
        if picture.networks.count > Bound.networks {
            notes.append(counted(picture.networks.count - Bound.networks, "more network"))
        }
        if hiddenBoxes > 0 {
            notes.append(picture.hidesFabric ? "more VMs are not shown" : counted(hiddenBoxes, "more host"))
        }
        if picture.tunnels.count > Bound.tunnels {
            notes.append(counted(picture.tunnels.count - Bound.tunnels, "more tunnel"))
        }
        if !picture.absent.isEmpty {
            let names = picture.absent.prefix(8).map(\.id.description).joined(separator: ", ")
            let rest = picture.absent.count > 8 ? " and \(picture.absent.count - 8) more" : ""
            notes.append("Not served by any host: \(names)\(rest)")
        }
        return notes
    }

    // MARK: Lines

    private func drawMemberships(_ svg: inout SVG) {
        let boxes = Dictionary(hostBoxes.filter { !$0.content.isPending }.map { ($0.content.id, $0) }) { first, _ in
            first
        }
        for (index, network) in networkBoxes.enumerated() {
            for host in network.item.hosts {
                guard let box = boxes[host] else { continue }
                // Ends are spread over the host's upper edge, so that lines of several networks stay apart.
                let count = networkBoxes.count
                let end = box.x + Size.hostWidth * (index + 1) / (count + 1)
                svg.link(
                    from: (network.x + Size.network.width / 2, network.y + Size.network.height), to: (end, box.y),
                    bend: 50, stroke: network.colour, title: "\(network.item.id) on \(host)")
            }
        }
    }

    private func drawTunnels(_ svg: inout SVG) {
        let boxes = Dictionary(hostBoxes.filter { !$0.content.isPending }.map { ($0.content.id, $0) }) { first, _ in
            first
        }
        for tunnel in picture.tunnels.prefix(Bound.tunnels) {
            guard let first = boxes[tunnel.first], let second = boxes[tunnel.second] else { continue }
            let title = "VXLAN \(tunnel.first) – \(tunnel.second): \(counted(tunnel.networks.count, "network"))"
            let isArc = first.row == second.row
            // Farther ends bend deeper.
            let bend = isArc ? 26 + 22 * abs(first.column - second.column) : 40
            svg.link(
                from: (first.centre, first.bottom), to: (second.centre, isArc ? second.bottom : second.y), bend: bend,
                stroke: "#495057", title: title, isDashed: true, isArc: isArc)
        }
    }

    // MARK: Boxes

    private func draw(_ box: NetworkBox, _ svg: inout SVG) {
        let item = box.item
        svg.rectangle(
            x: box.x, y: box.y, width: Size.network.width, height: Size.network.height, fill: "#f8f9fa",
            stroke: box.colour)
        svg.rectangle(
            x: box.x, y: box.y, width: 8, height: Size.network.height, fill: box.colour, stroke: box.colour, radius: 3)
        let width = Size.network.width - 28
        svg.text(item.id.description, x: box.x + 18, y: box.y + 19, width: width, SVG.Font(size: 13, isBold: true))
        let subnets = item.subnets.isEmpty ? "" : ", " + item.subnets.joined(separator: ", ")
        svg.text("\(item.kind), vni \(item.vni)\(subnets)", x: box.x + 18, y: box.y + 35, width: width, Self.faint)
        svg.text(
            counted(item.nics.count, "NIC") + (picture.hidesFabric ? "" : " on \(counted(item.hosts.count, "host"))"),
            x: box.x + 18,
            y: box.y + 50, width: width, Self.faint)
    }

    private func draw(_ box: HostBox, _ svg: inout SVG) {
        let content = box.content
        let width = Size.hostWidth
        svg.rectangle(
            x: box.x, y: box.y, width: width, height: box.height, fill: "#ffffff", stroke: content.colour, radius: 8,
            isDashed: content.isPending)
        svg.circle(x: box.x + 14, y: box.y + 15, radius: 5, fill: content.colour)
        svg.text(content.title, x: box.x + 26, y: box.y + 20, width: width - 36, SVG.Font(size: 14, isBold: true))
        svg.text(content.subtitle, x: box.x + 26, y: box.y + 35, width: width - 36, Self.faint)
        var y = box.y + Size.title
        for vm in content.vms {
            draw(vm, content.height(of: vm), x: box.x + 10, y: y, &svg)
            y += content.height(of: vm) + 6
        }
        for note in content.notes {
            svg.text(note, x: box.x + 14, y: y + 12, width: width - 28, Self.faint)
            y += 18
        }
        let footer = SVG.Font(size: 11, isBold: true, colour: "#343a40", isCentred: true)
        svg.text(content.footer, x: box.centre, y: box.bottom - 9, width: width - 20, footer)
    }

    private func draw(_ vm: HostContent.VM, _ height: Int, x: Int, y: Int, _ svg: inout SVG) {
        let width = Size.hostWidth - 20
        svg.rectangle(x: x, y: y, width: width, height: height, fill: "#f1f3f5", stroke: "#ced4da", radius: 4)
        svg.text(vm.name, x: x + 8, y: y + 15, width: width - 16, SVG.Font(size: 12, isBold: true))
        var line = y + Size.vmTitle
        for nic in vm.nics {
            let colour = networkBoxes.first { $0.item.id == nic.network }?.colour ?? "#adb5bd"
            svg.circle(x: x + 14, y: line + 8, radius: 4, fill: colour)
            let address = nic.addresses.first ?? nic.mac
            svg.text(
                "\(nic.id.index)  \(nic.network.name)  \(address)", x: x + 24, y: line + 12, width: width - 32,
                Self.faint)
            line += Size.nic
        }
        if vm.hidden > 0 {
            svg.text(counted(vm.hidden, "more NIC"), x: x + 24, y: line + 12, width: width - 32, Self.faint)
        }
    }
}

/// `1 host`, `2 hosts`.
func counted(_ count: Int, _ noun: String) -> String { count == 1 ? "1 \(noun)" : "\(count) \(noun)s" }
