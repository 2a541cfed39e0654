import NetworkTypes

/// Messages of Open vSwitch's own, and those of 1.5 that it has not and that are written here in its manner.
extension TLVTableModification {
    var text: String {
        switch command {
        case .add: "\n ADD" + mappings.text
        case .delete: "\n DEL" + mappings.text
        case .clear: "\n CLEAR"
        }
    }
}

extension TLVTable {
    var text: String {
        let allocated = mappings.reduce(0) { $0 + Int($1.optionLength) }
        return "\n max option space=\(maximumSpace) max fields=\(maximumFields)\n"
            + " allocated option space=\(allocated)\n\n" + mappings.text
    }
}

extension [TLVMapping] {
    fileprivate var text: String {
        " mapping table:\n  class  type  length  match field\n ------  ----  ------  --------------"
            + map {
                "\n \(right(TextValue.alternate($0.optionClass), 6))  \(right(TextValue.alternate($0.optionType), 4))"
                    + "  \(right(String($0.optionLength), 6))  tun_metadata\($0.index)"
            }.joined()
    }

    private func right(_ text: String, _ width: Int) -> String {
        String(repeating: " ", count: Swift.max(0, width - text.utf8.count)) + text
    }
}

extension ConntrackFlush {
    var text: String {
        var zone: UInt16 = 0
        var original: [Endpoint] = []
        var reply: [Endpoint] = []
        for property in properties {
            switch property {
            case .zone(let number): zone = number
            case .original(let endpoints): original = endpoints
            case .reply(let endpoints): reply = endpoints
            case .other: break
            }
        }
        // Mapped addresses stand for IPv4, in both directions.
        let isIPv4 = (original + reply).contains { $0.address.map { $0 >> 32 == 0xffff } ?? false }
        return " zone=\(zone) '\(text(original, isIPv4: isIPv4)),ct_nw_proto=\(ipProtocol)'"
            + " '\(text(reply, isIPv4: isIPv4))'"
    }

    private func text(_ endpoints: [Endpoint], isIPv4: Bool) -> String {
        var addresses: [UInt128] = [0, 0]
        var numbers: [UInt16] = [0, 0, 0]
        for endpoint in endpoints {
            switch endpoint {
            case .source(let address): addresses[0] = address
            case .destination(let address): addresses[1] = address
            case .sourcePort(let port), .icmpID(let port): numbers[0] = port
            case .destinationPort(let port): numbers[1] = port
            case .icmpType(let type): numbers[1] = UInt16(type)
            case .icmpCode(let code): numbers[2] = UInt16(code)
            case .other: break
            }
        }
        let name = isIPv4 ? "ct_nw" : "ct_ipv6"
        let isICMP = ipProtocol == 1 || ipProtocol == 58
        return "\(name)_src=\(Self.text(addresses[0])),\(name)_dst=\(Self.text(addresses[1]))"
            + (isICMP
                ? ",icmp_id=\(numbers[0]),icmp_type=\(numbers[1]),icmp_code=\(numbers[2])"
                : ",ct_tp_src=\(numbers[0]),ct_tp_dst=\(numbers[1])")
    }

    private static func text(_ address: UInt128) -> String {
        address >> 32 == 0xffff
            ? IPv4Address(rawValue: UInt32(truncatingIfNeeded: address)).description
            : IPv6Address(rawValue: address).description
    }
}

extension ConntrackFlush.Endpoint {
    fileprivate var address: UInt128? {
        switch self {
        case .source(let address), .destination(let address): address
        default: nil
        }
    }
}

extension IPFIXStatistics {
    var bridgeText: String { "\n  bridge ipfix: " + text(indent: 16) }

    var flowText: String {
        let id = String(collectorSet)
        return "  id \(String(repeating: " ", count: max(0, 3 - id.utf8.count)))\(id): " + text(indent: 10)
    }

    private func text(indent: Int) -> String {
        func count(_ name: String, _ value: UInt64) -> String { "\(name)=\(value == .max ? "?" : String(value))" }
        return [
            count("flows", totalFlows), count("current flows", currentFlows), count("sampled pkts", packets),
            count("ipv4 ok", ipv4Packets), count("ipv6 ok", ipv6Packets), count("tx pkts", transmittedPackets),
        ].joined(separator: ", ") + "\n" + String(repeating: " ", count: indent)
            + [
                count("pkts errs", errorPackets), count("ipv4 errs", ipv4ErrorPackets),
                count("ipv6 errs", ipv6ErrorPackets), count("tx errs", transmitErrors),
            ].joined(separator: ", ") + "\n"
    }
}

extension ControllerStatus {
    /// Open vSwitch has no such message.
    var text: String {
        let roles = ["nochange", "equal", "primary", "secondary"]
        let reasons = [
            "request", "channel_status", "role", "controller_added", "controller_removed", "short_id", "experimenter",
        ]
        var text = "\n id=" + (shortID == 0xffff ? "none" : "\(shortID)")
        text += " role=" + (role < 4 ? roles[Int(role)] : "\(role)")
        text += " reason=" + (Int(reason) < reasons.count ? reasons[Int(reason)] : "\(reason)")
        text += " channel=" + (channel == 0 ? "up" : channel == 1 ? "down" : "\(channel)")
        for case .uri(let bytes) in properties {
            text += " uri=" + String(decoding: bytes.prefix { $0 >= 0x20 && $0 < 0x7f }, as: UTF8.self)
        }
        return text
    }
}

extension BundleFeatures {
    /// Open vSwitch has no such message.
    func text(isRequest: Bool) -> String {
        let names: [Int: String] =
            isRequest ? [0: "timestamp", 1: "time_set_sched"] : [0: "atomic", 1: "ordered", 2: "time"]
        var text = "\n flags=" + TextValue.bits(flags, names)
        for case .time(let schedule) in properties {
            text += "\n accuracy=\(schedule.accuracy.text) max_future=\(schedule.maximumFuture.text)"
            text += " max_past=\(schedule.maximumPast.text) timestamp=\(schedule.timestamp.text)"
        }
        return text
    }
}

extension BundleFeatures.Time {
    fileprivate var text: String { "\(seconds).\(TextValue.digits(nanoseconds, count: 9))s" }
}

extension FlowStatistics {
    /// Open vSwitch has no such message.
    var text: String {
        TextWriter.text { writer in
            writer.write("\n table=")
            writer.write(decimal: table)
            if let duration = counters.duration { writer.write(text: ", duration=" + TextValue.duration(duration)) }
            if let packets = counters.packets { writer.write(text: ", n_packets=\(packets)") }
            if let bytes = counters.bytes { writer.write(text: ", n_bytes=\(bytes)") }
            if let idle = counters.idle { writer.write(text: ", idle_age=\(idle.seconds)") }
            if reason == 1 { writer.write(", trigger") }
            if priority != 32768 || !match.isEmpty {
                writer.write(", ")
                writer.write(match, priority: priority)
            }
        }
    }
}
