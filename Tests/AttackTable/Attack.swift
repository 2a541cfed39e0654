/// What peers, guests and machines may do to the controller or to tenants, by the numbers that the documentation uses: the rows of
/// the table in `docs/security.md`.
///
/// A test that shows a row says so with the trait `.covers`; what is not covered by any test is not in the table.
public enum Attack: String, CaseIterable, Sendable {
    // Peers of the controller
    case a1 = "A1", a2 = "A2", a3 = "A3", a4 = "A4", a5 = "A5", a6 = "A6", a7 = "A7", a8 = "A8", a9 = "A9", a10 = "A10"
    case a11 = "A11", a12 = "A12", a13 = "A13", a14 = "A14"
    // Guests
    case b1 = "B1", b2 = "B2", b3 = "B3", b4 = "B4", b5 = "B5", b8 = "B8", b9 = "B9", b10 = "B10", b11 = "B11"
    case b12 = "B12", b13 = "B13", b19 = "B19"
    // Peers and clients that speak JSON
    case c3 = "C3", c4 = "C4"
    // Failures
    case d1 = "D1", d3 = "D3", d4 = "D4", d5 = "D5", d6 = "D6", d7 = "D7"

    /// What is done.
    public var attack: String { Self.rows[self]?.attack ?? "" }
    /// What must come of it.
    public var criterion: String { Self.rows[self]?.criterion ?? "" }

    private static let rows: [Attack: (attack: String, criterion: String)] = [
        .a1: (
            "an OpenFlow message whose length is below 8, beyond what is there, or never completed",
            "the session ends; no other notices"
        ),
        .a2: (
            "an unknown type, an unsupported version, another version than the negotiated one",
            "an error or the end of the session, as the specification says"
        ),
        .a3: (
            "match fields, actions, instructions with lengths, classes and masks that lie",
            "an error of the decoder; no trap, no read beyond the message, memory in proportion"
        ),
        .a4: (
            "a multipart reply without an end, replies with wrong xids, 10^6 unsolicited messages",
            "a bounded buffer; the session ends or is read slower"
        ),
        .a5: (
            "connections that send a byte every ten seconds, before the handshake",
            "gone after 5 s; real hosts connect within 1 s meanwhile"
        ),
        .a6: ("a message before HELLO, no HELLO, a second HELLO", "the session ends"),
        .a7: (
            "a second switch with a host's datapath-id, with another certificate",
            "refused, with an event; the first one stays"
        ),
        .a8: ("a datapath-id that does not belong to the certificate", "refused, with an event"),
        .a9: ("a switch that comes back with fewer tables", "the host is not served, and it is said why"),
        .a10: (
            "a stale generation id; an old controller that wants its role back",
            "the switch refuses it; the old one is fenced"
        ),
        .a11: (
            "no certificate, an expired, revoked or foreign one, a weak cipher, clear text to a TLS listener",
            "refused, with the reason in an event"
        ),
        .a12: (
            "echo requests that are not answered; a connection whose other end is gone",
            "the host is away within three probes; no flow changes"
        ),
        .a13: ("a FLOW_REMOVED of a flow that was never there; a forged cookie", "found as drift; no state changes"),
        .a14: ("a foreign flow on a host", "found and taken off within 5 s, and reported"),
        .b1: ("a VM sends with another's MAC", "no frame arrives"),
        .b2: ("a VM sends with another's IPv4 or IPv6 address", "no packet arrives"),
        .b3: (
            "ARP in another's name: requests, answers, announcements, with inner and outer MAC that differ",
            "no frame arrives"
        ),
        .b4: (
            "neighbour discovery in another's name: NA, RA, redirect; a target that is not the source",
            "no packet arrives"
        ),
        .b5: ("a DHCP server or a router advertisement in a VM", "no packet arrives"),
        .b8: ("a VM sends VXLAN to a host's VTEP", "dropped at the VM's port"),
        .b9: ("a host sends a VNI of which it is no member", "dropped where it arrives"),
        .b10: ("a VM sends VLAN tags: one, two, priority only", "no frame arrives"),
        .b11: ("VXLAN from an address that is no VTEP", "dropped"),
        .b12: (
            "LLDP, STP, LACP, BFD and other link-local control frames from a VM",
            "no frame arrives; the topology is as before"
        ),
        .b13: ("a VM sends as another one, to draw its traffic", "the other's place does not change"),
        .b19: ("a storm of broadcasts, multicasts and unknown unicasts", "metered, and confined to the network"),
        .c3: ("JSON bombs: depth 10^5, very long bodies, duplicate keys, huge numbers", "an error; memory bounded"),
        .c4: (
            "an OVSDB peer with depth bombs, bad UUIDs, updates of unknown tables, contradictions, endless updates",
            "the session ends or is read slower, with an event"
        ),
        .d1: (
            "the controller is killed at any moment",
            "no packet lost, no acknowledged revision lost, converged within 1 s of the restart"
        ),
        .d3: (
            "a full disk, EIO, a slow or failing fsync, a torn write, a flipped bit",
            "stops or recovers; never silently wrong"
        ),
        .d4: ("the clock jumps by an hour or a day", "no deadline and no number goes wrong"),
        .d5: (
            "ovs-vswitchd, ovsdb-server or both restart; a host comes back with another address",
            "traffic is back within 2 s of a restart; another address is served within 2 s of its first dial; others untouched"
        ),
        .d6: (
            "all hosts connect again at once, 1,000 of them",
            "all in sync within 5 s; no flow changes; memory at most twice what it was"
        ),
        .d7: (
            "loss, delay or reordering between the controller and one host",
            "other hosts get their changes as fast as before"
        ),
    ]
}
