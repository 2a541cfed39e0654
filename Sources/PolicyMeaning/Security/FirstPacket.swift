public import NetworkTypes

/// What rules look at of a connection: its first packet.
public enum FirstPacket: Hashable, Sendable {
    case arp
    case ip(Tuple)

    public struct Tuple: Hashable, Sendable {
        public enum Transport: Hashable, Sendable {
            case tcp(from: UInt16, to: UInt16)
            case udp(from: UInt16, to: UInt16)
            /// ICMP over IPv4, ICMPv6 over IPv6.
            case icmp(type: UInt8)
            /// Any other, by its number.
            case other(UInt8)
        }

        public let source: IPAddress
        public let destination: IPAddress
        public let transport: Transport
        /// It comes in fragments. Each is judged by what the first one shows: its ports, or its type.
        public let isFragmented: Bool

        public init(
            from source: IPAddress, to destination: IPAddress, _ transport: Transport, isFragmented: Bool = false
        ) {
            precondition(source.isV4 == destination.isV4, "both addresses of a packet are of one family")
            if case .other(let number) = transport {
                precondition(![6, 17, source.isV4 ? 1 : 58].contains(number), "TCP, UDP and ICMP have their own cases")
            }
            self.source = source
            self.destination = destination
            self.transport = transport
            self.isFragmented = isFragmented
        }

        /// The number of the protocol in the IP header.
        public var number: UInt8 {
            switch transport {
            case .tcp: 6
            case .udp: 17
            case .icmp: source.isV4 ? 1 : 58
            case .other(let number): number
            }
        }
    }
}
