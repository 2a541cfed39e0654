import OpenFlow

extension ConnectionTracker {
    /// One end of a connection.
    struct End: Hashable, Sendable {
        var address: UInt128
        /// A port, or an echo's id.
        var port: UInt16 = 0
        /// Of ICMP messages from here.
        var type: UInt8 = 0
    }

    /// The two ends of a packet.
    struct Tuple: Hashable, Sendable {
        var source: End
        var destination: End
        var isV6: Bool
        var transport: UInt8

        var reversed: Tuple {
            Tuple(source: destination, destination: source, isV6: isV6, transport: transport)
        }

        /// What `ct_tp_src` and `ct_tp_dst` show: of ICMP the type and the code, which is 0.
        var shownPorts: (source: UInt16, destination: UInt16) {
            transport == (isV6 ? 58 : 1) ? (UInt16(source.type), 0) : (source.port, destination.port)
        }
    }
}
