import NetworkTypes

extension Claims {
    struct IP {
        /// What the payload shows, where it is looked at.
        enum Payload {
            case udp(source: UInt16, destination: UInt16)
            case icmpv6(type: UInt8, code: UInt8, Discovery?)
            case opaque
        }

        enum Fragment {
            case none, first, later
        }

        let source: IPAddress
        let destination: IPAddress
        /// Nil behind a chain of extension headers that does not end within the packet.
        let transport: UInt8?
        let fragment: Fragment
        let payload: Payload
        /// Bytes of headers before what `transport` names.
        let transportStart: Int

        /// RFC 791 section 3.1.
        init?(version4 octets: Octets) {
            var header = octets
            guard let first = header.byte(), header.byte() != nil, let total = header.word(), header.word() != nil,
                let fragment = header.word(), header.byte() != nil, let transport = header.byte(),
                header.word() != nil, let source = header.ipv4(), let destination = header.ipv4()
            else { return nil }
            let length = Int(first & 15) * 4
            var packet = octets
            guard length >= 20, length <= Int(total), packet.truncate(to: Int(total)), packet.take(length) != nil else {
                return nil
            }
            transportStart = length
            self.source = .v4(source)
            self.destination = .v4(destination)
            self.transport = transport
            self.fragment = fragment & 0x1fff != 0 ? .later : fragment & 0x2000 != 0 ? .first : .none
            payload = self.fragment == .later || transport != 17 ? .opaque : Self.udp(packet)
        }

        /// RFC 8200 sections 3 and 4.
        init?(version6 octets: Octets) {
            var packet = octets
            guard packet.number(4) != nil, let length = packet.word(), let next = packet.byte(), packet.byte() != nil,
                let source = packet.ipv6(), let destination = packet.ipv6(), packet.truncate(to: Int(length))
            else { return nil }
            self.source = .v6(source)
            self.destination = .v6(destination)
            var fragment = Fragment.none
            transport = Self.passExtensions(next, &packet, &fragment)
            self.fragment = fragment
            transportStart = 40 + Int(length) - packet.count
            switch transport {
            case _ where fragment == .later: payload = .opaque
            case 17: payload = Self.udp(packet)
            case 58: payload = Self.icmpv6(packet)
            default: payload = .opaque
            }
        }

        /// The protocol behind the extension headers; nil where they are cut off. In later fragments it is the fragment
        /// header's own number.
        private static func passExtensions(
            _ first: UInt8, _ packet: inout Octets, _ fragment: inout Fragment
        ) -> UInt8? {
            var next = first
            while true {
                let unit: Int
                switch next {
                case 0, 43, 60: unit = 8
                case 51: unit = 4
                case 44: unit = 0
                default: return next
                }
                guard packet.count >= 8 else { return cutOff(&fragment) }
                var header = packet
                guard let following = header.byte(), let length = header.byte(), let offset = header.word() else {
                    return cutOff(&fragment)
                }
                // Lengths do not count the first eight bytes.
                let size = unit == 4 ? (Int(length) + 2) * 4 : (unit == 0 ? 8 : (Int(length) + 1) * 8)
                guard packet.take(size) != nil else { return cutOff(&fragment) }
                if next == 44, offset != 0 {
                    fragment = offset & 0xfff8 == 0 ? .first : .later
                    if fragment == .later { return next }
                }
                next = following
            }
        }

        private static func cutOff(_ fragment: inout Fragment) -> UInt8? {
            fragment = .none
            return nil
        }

        private static func udp(_ packet: Octets) -> Payload {
            var packet = packet
            guard packet.count >= 8, let source = packet.word(), let destination = packet.word() else { return .opaque }
            return .udp(source: source, destination: destination)
        }

        private static func icmpv6(_ packet: Octets) -> Payload {
            var packet = packet
            guard packet.count >= 8, let type = packet.byte(), let code = packet.byte(), packet.take(6) != nil else {
                return .opaque
            }
            return .icmpv6(type: type, code: code, type == 135 || type == 136 ? Discovery(packet) : nil)
        }
    }

    /// A neighbour solicitation or advertisement (RFC 4861 sections 4.3 and 4.4).
    struct Discovery {
        /// Nil when it is cut off.
        let target: IPv6Address?
        /// Every address that an option of this kind tells.
        let sourceLinkLayers: [MACAddress]
        let targetLinkLayers: [MACAddress]

        init(_ octets: Octets) {
            var octets = octets
            target = octets.ipv6()
            var (sources, targets): ([MACAddress], [MACAddress]) = ([], [])
            while target != nil, octets.count >= 8 {
                var option = octets
                guard let kind = option.byte(), let length = option.byte(), length > 0,
                    octets.take(Int(length) * 8) != nil
                else { break }
                // On Ethernet the option has eight bytes (RFC 2464 section 6); others tell nothing.
                guard length == 1, let address = option.mac() else { continue }
                if kind == 1 { sources.append(address) }
                if kind == 2 { targets.append(address) }
            }
            sourceLinkLayers = sources
            targetLinkLayers = targets
        }

        /// One kind of option is there twice, and not for nothing: receivers differ in which one they take.
        var repeatsItself: Bool {
            [sourceLinkLayers, targetLinkLayers].contains { $0.drop { $0.rawValue == 0 }.count > 1 }
        }
    }
}
