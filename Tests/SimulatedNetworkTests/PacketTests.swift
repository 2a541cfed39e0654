import NetworkTypes
import OpenFlow
import SimulatedNetwork
import TestSupport
import Testing

@Suite("Frames as a switch reads and rewrites them")
struct PacketTests {
    @Test("What no action touches leaves as it came")
    func untouched() {
        for frame in Frames.all {
            for bytes in [frame, FrameBuilder.tagged(frame, 0x6005), FrameBuilder.snap(frame), Array(frame.prefix(30))]
            {
                #expect(Packet(bytes).bytes == bytes)
            }
        }
    }

    @Test("Rewritten fields are in the bytes, and checksums stay right")
    func rewriting() throws {
        let changes: [(MatchField, [UInt8])] = [
            (MatchField(.ipv4Source, 0x0909_0909), Frames.udp()),
            (MatchField(.ipv4Destination, 0x0909_0909), Frames.tcp(2)),
            (MatchField(.ipv6Source, UInt128(77) << 64), Frames.udp6),
            (MatchField(.ipv6Destination, UInt128(77) << 64), Frames.tcp6),
            (MatchField(.ipv6Source, UInt128(77) << 64), Frames.solicitation),
            (MatchField(.udpSource, 4242), Frames.udp()), (MatchField(.tcpDestination, 4242), Frames.tcp(2)),
            (MatchField(.ipDSCP, 46), Frames.udp()), (MatchField(.ipDSCP, 46), Frames.udp6),
            (MatchField(.ipTTL, 9), Frames.udp()), (MatchField(.ipTTL, 9), Frames.tcp6),
            (MatchField(.icmpv4Type, 0), Frames.all[2]), (MatchField(.icmpv6Type, 136), Frames.solicitation),
            (MatchField(.ndTarget, 4711), Frames.solicitation),
            (MatchField(.ndSourceLinkLayer, 4711), Frames.solicitation),
            (MatchField(.arpOperation, 2), Frames.arp), (MatchField(.arpTargetMAC, 4711), Frames.arp),
            (MatchField(.arpSenderIPv4, 4711), Frames.arp), (MatchField(.ethernetSource, 4711), Frames.arp),
        ]
        for (field, frame) in changes {
            var device = try makeSwitch([flow(0, [], [.setField(field), .output(port(2))])])
            // Set-field needs its prerequisites in the packet, not in the match.
            let output = try #require(device.receive(Arrival(frame, port: port(1))).outputs.first)
            let found = Packet(output.frame)
            #expect(found.fields[field.field] == field.value, "\(field.field)")
            #expect(output.frame != frame, "\(field.field)")
            #expect(output.frame.count == frame.count)
            #expect(FrameBuilder.hasRightChecksums(output.frame), "\(field.field)")
        }
    }

    @Test("A field that the packet does not have is not written")
    func absentFields() throws {
        for field in [MatchField(.tcpSource, 9), MatchField(.arpOperation, 2), MatchField(.ndTarget, 9)] {
            var device = try makeSwitch([flow(0, [], [.setField(field), .output(port(2))])])
            let outputs = device.receive(Arrival(Frames.udp(), port: port(1))).outputs
            #expect(outputs.map(\.frame) == [Frames.udp()])
        }
    }

    @Test("Tags are pushed, set and popped")
    func tags() throws {
        let actions: [Action] = [
            .pushVLAN(0x8100), .setField(.vlanVID, 0x1005), .output(port(2)), .popVLAN, .output(port(3)),
        ]
        var device = try makeSwitch([flow(0, [], actions)])
        let outputs = device.receive(Arrival(Frames.udp(), port: port(1))).outputs
        #expect(outputs.map(\.frame) == [FrameBuilder.tagged(Frames.udp(), 5), Frames.udp()])
    }

    @Test("Only the first of two tags is read, and what is behind it is not looked at")
    func twoTags() {
        let packet = Packet(FrameBuilder.tagged(FrameBuilder.tagged(Frames.udp(), 5), 6))
        #expect(packet.fields[.vlanVID] == 0x1006)
        #expect(packet.fields[.etherType] == 0x8100)
        #expect(packet.fields[.ipv4Source] == 0)
    }

    @Test("Lengths that do not add up hide everything behind them")
    func brokenLengths() {
        var frame = Frames.udp()
        frame[16] = 0xff
        #expect(Packet(frame).fields[.ipv4Source] == 0)
        #expect(Packet(frame).fields[.etherType] == 0x0800)
        var short = Frames.udp6
        short[18] = 0xff
        #expect(Packet(short).fields[.ipv6Source] == 0)
    }

    @Test("Fragments show no ports")
    func fragments() {
        let first = Packet(Frames.v4(17, Array(Frames.udp()[34...]), fragment: 0x2000)).fields
        #expect(first[.ipFragment] == 1 && first[.udpDestination] == 0)
        let later = Packet(Frames.v4(17, Array(Frames.udp()[34...]), fragment: 3)).fields
        #expect(later[.ipFragment] == 3 && later[.udpDestination] == 0)
    }

    @Test("A link-layer option that is told twice takes the target with it")
    func repeatedOption() {
        let message = FrameBuilder.discovery(
            135, target: Frames.rightV6, options: [(1, Frames.left), (1, Frames.right)])
        let packet = Packet(Frames.v6(58, FrameBuilder.icmpv6(message, from: Frames.leftV6, to: Frames.rightV6)))
        #expect(packet.fields[.icmpv6Type] == 135)
        #expect(packet.fields[.ndTarget] == 0 && packet.fields[.ndSourceLinkLayer] == 0)
    }
}
