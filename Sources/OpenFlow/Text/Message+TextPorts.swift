import NetworkTypes

/// Ports, queues, tables and meters.
extension Port {
    var text: String {
        let printable = name.unicodeScalars.prefix { $0.value >= 0x20 && $0.value < 0x7f }
        var text =
            " \(TextValue.port(number))(\(String(String.UnicodeScalarView(printable)))): addr:\(hardwareAddress)\n"
        text += "     config:     \(TextValue.knownBits(configuration, Self.configurationNames))\n"
        text += "     state:      \(TextValue.knownBits(state, Self.stateNames))\n"
        let ethernet = ethernet ?? PortEthernet()
        for (name, bits) in [
            ("current:    ", ethernet.current), ("advertised: ", ethernet.advertised),
            ("supported:  ", ethernet.supported), ("peer:       ", ethernet.peer),
        ] where bits & 0xffff != 0 { text += "     \(name)\(TextValue.bits(bits & 0xffff, Self.featureNames))\n" }
        return text + "     speed: \(ethernet.currentSpeed / 1000) Mbps now, \(ethernet.maximumSpeed / 1000) Mbps max\n"
    }

    static let configurationNames: [Int: String] = [0: "PORT_DOWN", 2: "NO_RECV", 5: "NO_FWD", 6: "NO_PACKET_IN"]
    static let stateNames: [Int: String] = [0: "LINK_DOWN", 1: "BLOCKED", 2: "LIVE"]
    static let featureNames = TextValue.numbered([
        "10MB-HD", "10MB-FD", "100MB-HD", "100MB-FD", "1GB-HD", "1GB-FD", "10GB-FD", "40GB-FD", "100GB-FD", "1TB-FD",
        "OTHER", "COPPER", "FIBER", "AUTO_NEG", "AUTO_PAUSE", "AUTO_PAUSE_ASYM",
    ])
}

extension PortStatus {
    var text: String {
        let names = ["ADD", "DEL", "MOD"]
        return " \(names[Int(reason.rawValue)]):" + port.text
    }
}

extension PortModification {
    var text: String {
        let advertised = (advertised ?? 0) & 0xffff
        return " port: \(TextValue.port(port)): addr:\(hardwareAddress)\n"
            + "     config: \(TextValue.knownBits(configuration & mask, Port.configurationNames))\n"
            + "     mask:   \(TextValue.knownBits(mask, Port.configurationNames))\n     advertise: "
            + (advertised == 0 ? "UNCHANGED" : TextValue.bits(advertised, Port.featureNames))
    }
}

extension PortStatistics {
    var text: String {
        let ethernet = ethernet
        let port = TextValue.port(port)
        func count(_ name: String, _ value: UInt64?) -> String {
            guard let value, value != .max else { return "\(name)=?" }
            return "\(name)=\(value)"
        }
        let received = [
            count("pkts", receivedPackets), count("bytes", receivedBytes), count("drop", receiveDrops),
            count("errs", receiveErrors), count("frame", ethernet?.frameErrors), count("over", ethernet?.overrunErrors),
            count("crc", ethernet?.crcErrors),
        ]
        let transmitted = [
            count("pkts", transmittedPackets), count("bytes", transmittedBytes), count("drop", transmitDrops),
            count("errs", transmitErrors), count("coll", ethernet?.collisions),
        ]
        return "  port \(self.port.rawValue < 10 ? " " : "")\(port): rx \(received.joined(separator: ", "))\n"
            + "           tx \(transmitted.joined(separator: ", "))\n"
            + (duration.seconds == .max ? "" : "           duration=\(TextValue.duration(duration))\n")
    }
}

extension QueueStatistics {
    var text: String {
        func count(_ name: String, _ value: UInt64) -> String { "\(name)=\(value == .max ? "?" : String(value))" }
        let counts = [count("bytes", bytes), count("pkts", packets), count("errors", errors)].joined(separator: ", ")
        let age = duration.seconds == .max ? "?" : TextValue.duration(duration)
        return "  port \(TextValue.port(port)) queue \(TextValue.queue(queue)): \(counts), duration=\(age)\n"
    }
}

extension QueueFilter {
    var text: String {
        " port=\(TextValue.port(port)) queue=\(TextValue.queue(queue))"
    }
}

extension TextValue {
    static func queue(_ id: UInt32) -> String { id == 0xffff_ffff ? "ALL" : String(id) }
}

extension [QueueDescription] {
    /// As 1.3 has them: of the port that the message is about, whatever their own says.
    func text(port: PortNumber) -> String {
        map { QueueDescription(port: port, queue: $0.queue, properties: $0.properties) }.text
    }

    /// By ports and queues in their order.
    var text: String {
        var text = " "
        var last: UInt32?
        for queue in sorted(by: { ($0.port.rawValue, $0.queue) < ($1.port.rawValue, $1.queue) }) {
            if queue.port.rawValue != last { text += "port=\(TextValue.port(queue.port))\n" }
            last = queue.port.rawValue
            text += "queue \(queue.queue):" + queue.rates + "\n"
        }
        return text
    }
}

extension QueueDescription {
    fileprivate var rates: String {
        var text = ""
        for property in properties {
            switch property {
            case .minimumRate(let rate) where rate <= 1000: text += " min_rate:\(rate / 10).\(rate % 10)%"
            case .maximumRate(let rate) where rate <= 1000: text += " max_rate:\(rate / 10).\(rate % 10)%"
            case .minimumRate: text += " min_rate:(disabled)"
            case .maximumRate: text += " max_rate:(disabled)"
            case .other: break
            }
        }
        return text
    }
}

extension TableModification {
    func text(version: OpenFlowVersion) -> String {
        var text = table == 0xff ? " table_id: ALL_TABLES" : " table_id=\(table)"
        guard version > .v1_3 else { return text }
        var eviction = configuration & 4 != 0 ? "on" : "off"
        // Open vSwitch 3.1 takes the flags for the state, of which 1 is on and 2 is off.
        for case .eviction(let flags) in properties {
            eviction = flags == 0 ? "" : flags == 1 ? "on" : flags == 2 ? "off" : "***error***"
        }
        if !eviction.isEmpty { text += ", eviction=\(eviction)" }
        text += ", vacancy=\(configuration & 8 != 0 ? "on" : "off")"
        for case .vacancy(let down, let up, _) in properties where configuration & 8 != 0 {
            text += " vacancy:\(down),\(up)"
        }
        return text
    }
}

extension TableProperty {
    static func evictionText(_ flags: UInt32) -> String {
        flags == .max
            ? "(default)" : TextValue.bits(flags, [0: "OTHER", 1: "IMPORTANCE", 2: "LIFETIME"], separator: "|")
    }
}

extension TableDescription {
    var text: String {
        var flags = UInt32.max
        var vacancy = " vacancy_down=0% vacancy_up=0% vacancy=0%"
        for property in properties {
            switch property {
            case .eviction(let bits): flags = bits
            case .vacancy(let down, let up, let current):
                vacancy = " vacancy_down=\(down)% vacancy_up=\(up)% vacancy=\(current)%"
            case .other: break
            }
        }
        return "\n  table \(table):\n   eviction=\(configuration & 4 != 0 ? "on" : "off") eviction_flags="
            + TableProperty.evictionText(flags)
            + "\n   vacancy=" + (configuration & 8 != 0 ? "on" + vacancy : "off") + "\n"
    }
}

extension TableStatus {
    var text: String {
        (reason == 3 ? " reason=VACANCY_DOWN" : reason == 4 ? " reason=VACANCY_UP" : "") + "\ntable_desc:-" + table.text
    }
}

extension MeterModification {
    var text: String {
        let names = ["ADD", "MOD", "DEL"]
        return " \(names[Int(command.rawValue)]) " + meter.messageText
    }
}

extension Meter {
    /// A band a line.
    var messageText: String {
        var words = ["meter=\(TextValue.meter(id))"]
        let names = TextValue.numbered(["kbps", "pktps", "burst", "stats"])
        let known = UInt32(flags.rawValue) & 0xf
        if known != 0 { words.append(TextValue.bits(known, names)) }
        if flags.rawValue & ~0xf != 0 { words.append("flags:" + TextValue.hexadecimal(flags.rawValue & ~0xf)) }
        return words.joined(separator: " ") + " bands=\n" + bands.map { text(of: $0) + "\n" }.joined()
    }
}

extension MeterStatistics {
    var text: String {
        var text = "\nmeter:\(TextValue.meter(id)) flow_count:\(references) packet_in_count:\(packets) "
        text += "byte_in_count:\(bytes) duration:\(TextValue.duration(duration)) bands:\n"
        for (index, band) in bands.enumerated() {
            text += "\(index): packet_count:\(band.packets) byte_count:\(band.bytes)\n"
        }
        return text
    }
}

extension MeterFeatures {
    var text: String {
        "\nmax_meter:\(maximumMeters) max_bands:\(maximumBands) max_color:\(maximumColors)\nband_types: "
            + TextValue.bits(bandTypes, [1: "drop", 2: "dscp_remark"]) + "\ncapabilities: "
            + TextValue.bits(capabilities, TextValue.numbered(["kbps", "pktps", "burst", "stats"]))
    }
}
