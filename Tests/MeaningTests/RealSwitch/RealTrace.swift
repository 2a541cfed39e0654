import NetworkTypes
import OpenFlow
import SimulatedNetwork
import TestSupport

/// What a real Open vSwitch says that it would do with a frame.
struct RealTrace {
    /// A flow that the frame met.
    struct Step: Hashable, CustomStringConvertible {
        let table: Int
        let priority: Int
        let cookie: UInt64

        var description: String { "\(table)/\(priority)/\(String(cookie, radix: 16))" }
    }

    let text: String
    let steps: [Step]
    let departures: [DatapathActions.Departure]

    /// `ports` are the OpenFlow numbers of the datapath's ports.
    init(_ arrival: Arrival, on control: UnixControl, ports: [Int: Int]) throws {
        var flow = "in_port=\(arrival.port)"
        if let tunnel = arrival.tunnel {
            flow += ",tun_id=\(tunnel.id)"
            for (address, names) in [
                (tunnel.source, ("tun_src", "tun_ipv6_src")), (tunnel.destination, ("tun_dst", "tun_ipv6_dst")),
            ] {
                guard let address else { continue }
                flow += ",\(address.isV4 ? names.0 : names.1)=\(address)"
            }
        }
        let hex = arrival.frame.map { ($0 < 16 ? "0" : "") + String($0, radix: 16) }.joined()
        text = try control.call("ofproto/trace", "br0", flow, hex)
        let lines = text.split(separator: "\n")
        steps = lines.compactMap(Self.step)
        let prefix = "Datapath actions: "
        guard let actions = lines.last(where: { $0.hasPrefix(prefix) }) else {
            throw VirtualSwitch.Failure(description: "no datapath actions in \(text)")
        }
        departures = try DatapathActions(String(actions.dropFirst(prefix.count)), of: arrival.frame).departures.map {
            guard case .port(let number) = $0.way else { return $0 }
            return DatapathActions.Departure(way: .port(ports[number] ?? -number), fields: $0.fields)
        }
    }

    /// OpenFlow port numbers by those of the datapath, as `dpif/show` tells them: `p2 2/3: (dummy)`.
    static func ports(_ control: UnixControl) throws -> [Int: Int] {
        try control.call("dpif/show").split(separator: "\n").reduce(into: [:]) { ports, line in
            let words = line.split(separator: " ")
            guard words.count > 1, words[1].hasSuffix(":") else { return }
            let numbers = words[1].dropLast().split(separator: "/").compactMap { Int($0) }
            if numbers.count == 2 { ports[numbers[1]] = numbers[0] }
        }
    }

    /// ` 0. in_port=2, priority 100, cookie 0x600000000000010`
    private static func step(_ line: Substring) -> Step? {
        let trimmed = line.drop { $0 == " " }
        let number = trimmed.prefix { $0.isNumber }
        guard let table = Int(number), trimmed.dropFirst(number.count).hasPrefix(". "),
            let priority = trimmed.firstRange(of: "priority ")
        else { return nil }
        let rest = trimmed[priority.upperBound...].split(separator: ",", maxSplits: 1)
        guard let value = rest.first.flatMap({ Int($0) }) else { return nil }
        let cookie = rest.dropFirst().first.flatMap { text in
            text.firstRange(of: "cookie 0x").flatMap { UInt64(text[$0.upperBound...], radix: 16) }
        }
        // The underlay's own bridge has flows without cookies.
        return cookie.map { Step(table: table, priority: value, cookie: $0) }
    }
}

extension Verdict {
    /// The flows that were met, as a real trace tells them.
    var steps: [RealTrace.Step] {
        trace.compactMap { step in
            guard case .matched(let flow) = step.event else { return nil }
            return RealTrace.Step(table: Int(flow.table), priority: Int(flow.priority), cookie: flow.cookie)
        }
    }

    var departures: [DatapathActions.Departure] {
        outputs.map { output in
            let way: DatapathActions.Departure.Way =
                output.tunnel.map { .tunnel(id: $0.id, destination: $0.destination.map { "\($0)" } ?? "-") }
                ?? .port(Int(output.port.rawValue))
            return DatapathActions.Departure(way: way, fields: DatapathActions.fields(of: output.frame))
        }
    }
}
