/// What the rounds against real hosts gave: milliseconds, unless it is said.
struct HostTimes {
    /// One page to the disk where the state is kept: what a durable revision takes at least.
    var durableWrites: [Double] = []
    /// All documents to all hosts in sync, one a round.
    var cold: [Double] = []
    /// The same flows as pre-encoded bundles, one a round.
    var raw: [Double] = []
    /// The same flows by `ovs-ofctl --bundle`, one a round.
    var ofctl: [Double] = []
    /// One NIC, from the request to all hosts' confirmation.
    var added: [Double] = []
    var removed: [Double] = []
    /// One address more for a NIC.
    var addressAdded: [Double] = []
    /// A network that is new, with ten NICs.
    var networkJoined: [Double] = []
    /// A NIC that moves to another host, from the change there to all hosts in sync.
    var moved: [Double] = []
    /// One flow to all hosts without Weft.
    var floor: [Double] = []
    /// Megabytes of `weftd` once it is at rest, and its peak, one a round.
    var memory: [Double] = []
    var peakMemory: [Double] = []
}
