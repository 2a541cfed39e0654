public import Compiler
public import Topology

/// One packet's way, stage by stage on each host that it crosses.
public struct Journey: Hashable, Sendable {
    public enum Kind: String, Hashable, Sendable {
        case request
        case reply
    }

    public let kind: Kind
    /// The packet in one line.
    public let packet: String
    public let hosts: [HostPassage]
    public let outcome: Outcome

    public struct HostPassage: Hashable, Sendable {
        public let host: HostID
        public let stages: [Passage]
    }

    public enum Outcome: Hashable, Sendable {
        case delivered(to: NICID, host: HostID, port: String)
        /// - Parameter owner: of the flow that drops it; none where no flow matches, or the underlay does not carry it.
        case dropped(at: String, host: HostID, owner: Owner?, reason: String)
        /// Somebody else got it.
        case astray(reason: String)
    }

    public var isDelivered: Bool { if case .delivered = outcome { true } else { false } }

    /// Every stage that was passed, on all hosts.
    var passages: [Passage] { hosts.flatMap(\.stages) }
}

/// One table that a packet was looked up in.
public struct Passage: Hashable, Sendable {
    /// The stage's name; `table N` where no stage has the table.
    public let stage: String
    public let table: UInt8
    /// In ovs-ofctl's syntax; nil where no flow matches.
    public let flow: String?
    /// Whose flow it is.
    public let owner: Owner?
    public let origin: Origin?
    /// What it means: one sentence in the tenants' words.
    public internal(set) var meaning: String
    /// What a rule says, in the stage of rules.
    let mark: RuleMark?
}
