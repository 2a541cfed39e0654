public import OVSDB

/// A connection that a host wants to have, as a row of `Manager` or `Controller` asks for it.
public struct DialTarget: Hashable, Sendable {
    /// The row that asks.
    public let row: OVSDBUUID
    /// As the row spells it: `tcp:192.0.2.1:6653`. Two spellings of one address are two targets, as they are for Open
    /// vSwitch.
    public let target: String
    /// The bridge whose controller it is; nil for a manager.
    public let bridge: String?
    /// The longest wait between two dials. A real ovs-vswitchd waits up to 8 s for a controller that it has just
    /// learnt of, whatever the row says (Open vSwitch 3.1).
    public let maximumBackoff: Duration
    /// How long the peer may be silent before it is asked for an echo; zero never asks.
    public let inactivityProbe: Duration

    /// Whether the host listens instead of dialling.
    public var isPassive: Bool { target.hasPrefix("p") }

    /// Without a value of its own a row means 8 s and 5 s (ovs-vswitchd.conf.db(5)).
    init(_ row: StoredRow, _ table: HostTable, bridge: String?) {
        self.row = row.uuid
        self.bridge = bridge
        target = row.columns[table.place("target")].string ?? ""
        maximumBackoff = .milliseconds(row.columns[table.place("max_backoff")].integer ?? 8000)
        inactivityProbe = .milliseconds(row.columns[table.place("inactivity_probe")].integer ?? 5000)
    }
}
