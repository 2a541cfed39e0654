import Lab
import NetworkTypes
import Testing

extension Scenarios.DriftTests {
    /// Who sends frames: a VM, or whoever is behind a port.
    private struct Station {
        let mac: MACAddress
        let ipv4: IPv4Address
        let ipv6: IPv6Address

        /// Nobody of the lab, with addresses of its networks.
        static var stranger: Self {
            get throws {
                Self(
                    mac: try MACAddress("52:54:00:99:00:01"), ipv4: try IPv4Address("10.0.0.99"),
                    ipv6: try IPv6Address("2001:db8:0:1::99"))
            }
        }

        static func vm(_ nic: LabNIC) throws -> Self { Self(mac: nic.mac, ipv4: try nic.ipv4, ipv6: try nic.ipv6) }
    }

    /// Expects that no frame gets in by a foreign port, and none out by it.
    ///
    /// - Returns: how many frames were sent by the port, and how many by VMs that would go out by it if it were a NIC's.
    func expectSilence(_ fabric: Fabric, _ port: ForeignPort) throws -> (in: Int, out: Int) {
        let guests = try Guests(fabric)
        let stranger = try Station.stranger
        // As itself, and as a VM of the same host and as one of another host.
        let stations = try [stranger] + ["acme3", "acme2"].map { try Station.vm(guests.nic($0)) }
        let quarantined = try port.quarantinedFrames()
        _ = port.received()
        var inward: [[UInt8]] = []
        for station in stations { inward += try Self.frames(from: station, guests, firstToken: inward.count) }
        for frame in inward { try port.send(frame) }

        let senders = try ["acme1", "acme2", "globex1"].map(guests.nic)
        var outward: [(sender: LabNIC, isToAll: Bool)] = []
        for sender in senders {
            for frame in try Self.frames(of: .vm(sender), to: stranger, firstToken: inward.count + outward.count) {
                outward.append((sender, frame[0] & 1 == 1))
                try guests.send(frame, from: sender.vm)
            }
        }

        let tokens = (0..<inward.count + outward.count).map(Frame.token)
        for (vm, counts) in guests.sightings(of: tokens) {
            #expect(counts.prefix(inward.count).allSatisfy { $0 == 0 }, "\(vm) sees frames from \(port.name)")
            let tenant = try guests.nic(vm).tenant
            let expected = outward.map { $0.isToAll && $0.sender.tenant == tenant && $0.sender.vm != vm ? 1 : 0 }
            #expect(Array(counts.dropFirst(inward.count)) == expected, "what VMs send to all arrives at \(vm)")
        }
        let heard = port.received()
        #expect(heard.isEmpty, "\(port.name) hears \(heard.count) frames, the first \(heard.first ?? [])")
        try expectWorks(port, quarantined + inward.count)
        return (inward.count, outward.count)
    }

    /// That nothing was seen is not for want of a cable: all frames came to the switch, and what it sends out is heard.
    private func expectWorks(_ port: ForeignPort, _ quarantined: Int) throws {
        let token = Frame.token(1000)
        try port.emit(Frame.ethernet(to: .broadcast, from: try Station.stranger.mac, type: 0x88b5, token))
        let start = ContinuousClock.now
        var (isHeard, count) = (false, 0)
        while !isHeard || count < quarantined, ContinuousClock.now - start < .seconds(5) {
            isHeard = isHeard || port.received().contains { $0.contains(token) }
            count = try port.quarantinedFrames()
        }
        #expect(isHeard, "what the switch sends out by \(port.name)")
        #expect(count >= quarantined, "frames from \(port.name) that the switch has thrown away")
    }

    /// What a station behind the port may try: to all, to a VM of this host and of another, by ARP and over IPv6.
    private static func frames(from station: Station, _ guests: Guests, firstToken: Int) throws -> [[UInt8]] {
        var frames: [[UInt8]] = []
        func add(to target: MACAddress, _ type: UInt16, _ payload: ([UInt8]) -> [UInt8]) {
            let token = Frame.token(firstToken + frames.count)
            frames.append(Frame.ethernet(to: target, from: station.mac, type: type, payload(token)))
        }
        let everyone = try IPv4Address("255.255.255.255")
        add(to: .broadcast, 0x0800) { Frame.udp(to: everyone, from: station.ipv4, $0) }
        let allNodes = try IPv6Address("ff02::1")
        add(to: try MACAddress("33:33:00:00:00:01"), 0x86dd) { Frame.udp(to: allNodes, from: station.ipv6, $0) }
        for vm in ["acme1", "acme2", "globex1"] {
            let (mac, ipv4, ipv6) = (try guests.nic(vm).mac, try guests.nic(vm).ipv4, try guests.nic(vm).ipv6)
            add(to: mac, 0x0800) { Frame.udp(to: ipv4, from: station.ipv4, $0) }
            add(to: mac, 0x86dd) { Frame.udp(to: ipv6, from: station.ipv6, $0) }
            // A question that flows would answer, and an answer.
            add(to: .broadcast, 0x0806) {
                Frame.arp(
                    operation: 1, sender: (station.mac, station.ipv4), target: (MACAddress(rawValue: 0), ipv4),
                    token: $0)
            }
            add(to: mac, 0x0806) {
                Frame.arp(operation: 2, sender: (station.mac, station.ipv4), target: (mac, ipv4), token: $0)
            }
        }
        return frames
    }

    /// What a VM sends to all of its network, ARP among it, and to a stranger's MAC.
    private static func frames(of vm: Station, to stranger: Station, firstToken: Int) throws -> [[UInt8]] {
        let token = (0..<4).map { Frame.token(firstToken + $0) }
        let everyone = try IPv4Address("255.255.255.255")
        let question = Frame.arp(
            operation: 1, sender: (vm.mac, vm.ipv4), target: (MACAddress(rawValue: 0), stranger.ipv4), token: token[0])
        return [
            Frame.ethernet(to: .broadcast, from: vm.mac, type: 0x0806, question),
            Frame.ethernet(
                to: .broadcast, from: vm.mac, type: 0x0800, Frame.udp(to: everyone, from: vm.ipv4, token[1])),
            Frame.ethernet(
                to: try MACAddress("33:33:00:00:00:01"), from: vm.mac, type: 0x86dd,
                Frame.udp(to: try IPv6Address("ff02::1"), from: vm.ipv6, token[2])),
            Frame.ethernet(
                to: stranger.mac, from: vm.mac, type: 0x0800,
                Frame.udp(to: stranger.ipv4, from: vm.ipv4, token[3])),
        ]
    }
}
