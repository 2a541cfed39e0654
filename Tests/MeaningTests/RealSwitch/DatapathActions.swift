import NetworkTypes
import OpenFlow
import SimulatedNetwork

/// What `ofproto/trace` prints as datapath actions, followed: where the frame leaves and how it looks there.
struct DatapathActions {
    /// A frame as it leaves, in the fields that actions can change.
    struct Departure: Hashable, CustomStringConvertible {
        enum Way: Hashable {
            case port(Int)
            case tunnel(id: UInt64, destination: String)
        }

        var way: Way
        /// Fields by the names that Open vSwitch gives them in datapath actions: `eth.src`, `arp.op`.
        var fields: [String: String]

        var description: String {
            "\(way) " + fields.sorted { $0.key < $1.key }.map { "\($0.key)=\($0.value)" }.joined(separator: ",")
        }
    }

    struct Unknown: Error {
        let action: String
    }

    private(set) var departures: [Departure] = []
    private var fields: [String: String]

    /// `text` is the line behind `Datapath actions: `; `frame` is what came in.
    init(_ text: String, of frame: [UInt8]) throws {
        fields = Self.fields(of: frame)
        for action in Self.split(text) { try follow(action) }
    }

    private mutating func follow(_ action: String) throws {
        if action == "drop" { return }
        if let port = Int(action) {
            departures.append(Departure(way: .port(port), fields: fields))
            return
        }
        guard let open = action.firstIndex(of: "("), action.last == ")" else { throw Unknown(action: action) }
        let inner = String(action[action.index(after: open)...].dropLast())
        switch action[..<open] {
        case "set": try set(inner)
        case "clone":
            let outer = fields
            for action in Self.split(inner) { try follow(action) }
            fields = outer
        case "tnl_push": departures.append(Departure(way: try Self.tunnel(inner), fields: fields))
        // Meters let everything through here, and the controller is no port.
        case "meter", "userspace", "controller", "sample": break
        default: throw Unknown(action: action)
        }
    }

    /// `eth(src=…,dst=…)`
    private mutating func set(_ text: String) throws {
        guard let open = text.firstIndex(of: "("), text.last == ")" else { throw Unknown(action: text) }
        let name = text[..<open]
        for pair in text[text.index(after: open)...].dropLast().split(separator: ",") {
            let parts = pair.split(separator: "=", maxSplits: 1)
            guard parts.count == 2, !parts[1].contains("/") else { throw Unknown(action: text) }
            fields["\(name).\(parts[0])"] = String(parts[1])
        }
    }

    /// The outer header that is pushed; the port behind it is the underlay's.
    private static func tunnel(_ text: String) throws -> Departure.Way {
        func value(after key: String, in text: Substring) -> Substring? {
            guard let range = text.firstRange(of: key) else { return nil }
            return text[range.upperBound...].prefix { $0 != "," && $0 != ")" }
        }
        let outer = text.firstRange(of: "ipv4(") ?? text.firstRange(of: "ipv6(")
        guard let outer, let destination = value(after: "dst=", in: text[outer.upperBound...]),
            let vni = value(after: "vni=0x", in: text[...]), let id = UInt64(vni, radix: 16)
        else { throw Unknown(action: text) }
        return .tunnel(id: id, destination: String(destination))
    }

    /// Splits at commas that no bracket encloses. What stands behind a tunnel push is the underlay's, and in a clone with it.
    private static func split(_ text: String) -> [String] {
        var (parts, depth) = ([""], 0)
        for character in text {
            if character == "(" { depth += 1 }
            if character == ")" { depth -= 1 }
            if character == ",", depth == 0 { parts.append("") } else { parts[parts.count - 1].append(character) }
        }
        if let push = parts.firstIndex(where: { $0.hasPrefix("tnl_push") }) { return Array(parts[...push]) }
        return parts
    }
}

extension DatapathActions {
    /// The fields of a frame that compiled flows change.
    static func fields(of frame: [UInt8]) -> [String: String] {
        let packet = Packet(frame).fields
        var fields = [
            "eth.src": "\(MACAddress(rawValue: UInt64(packet[.ethernetSource])))",
            "eth.dst": "\(MACAddress(rawValue: UInt64(packet[.ethernetDestination])))",
        ]
        if packet[.icmpv6Type] == 135 || packet[.icmpv6Type] == 136 {
            fields["ipv6.src"] = "\(IPv6Address(rawValue: packet[.ipv6Source]))"
            fields["ipv6.dst"] = "\(IPv6Address(rawValue: packet[.ipv6Destination]))"
            fields["icmpv6.type"] = "\(packet[.icmpv6Type])"
            fields["icmpv6.code"] = "\(packet[.icmpv6Code])"
        }
        guard packet[.etherType] == UInt128(EtherType.arp), packet[.arpSenderMAC] != 0 else { return fields }
        fields["arp.op"] = "\(packet[.arpOperation])"
        fields["arp.sha"] = "\(MACAddress(rawValue: UInt64(packet[.arpSenderMAC])))"
        fields["arp.tha"] = "\(MACAddress(rawValue: UInt64(packet[.arpTargetMAC])))"
        fields["arp.sip"] = "\(IPv4Address(rawValue: UInt32(packet[.arpSenderIPv4])))"
        fields["arp.tip"] = "\(IPv4Address(rawValue: UInt32(packet[.arpTargetIPv4])))"
        return fields
    }
}
