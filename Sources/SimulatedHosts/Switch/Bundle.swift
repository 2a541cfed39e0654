import NetworkTypes
import OpenFlow

/// Messages that a connection has put together and will have carried out at once (OpenFlow 1.5.1 section 7.3.9).
struct Bundle {
    struct Member {
        enum Change {
            case flow(FlowChange)
            case group(GroupModification)
            case port(PortModification)
            case packet(PacketOut)
        }

        let change: Change
        let xid: UInt32
        /// The whole message that added it, for the error that it may meet.
        let message: ArraySlice<UInt8>
    }

    let flags: BundleFlags
    var isClosed = false
    var members: [Member] = []
    /// When it was last heard of: forgotten bundles go.
    var usedAt: MonotonicTime
    /// The message that opened it.
    let opening: ArraySlice<UInt8>
}
