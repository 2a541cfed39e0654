import NetworkTypes
import OpenFlow
import Pipeline
import Topology

/// What it means that a packet met a flow in a stage: one sentence, by a table of stages.
///
/// Stages are known by their names, so that one which is not listed is told too: by whose flow it is.
struct StageSentence: Sendable {
    let tell: @Sendable (Scene, Scene.Met) -> String

    init(_ tell: @escaping @Sendable (Scene, Scene.Met) -> String) { self.tell = tell }

    static func text(_ stage: String, _ scene: Scene, _ met: Scene.Met) -> String {
        guard let sentence = all[stage] else {
            return (met.isDrop ? "dropped by " : "a flow of ") + (met.owner.map { "\($0)" } ?? "nobody known")
        }
        return sentence.tell(scene, met)
    }

    /// Where no flow of a table matches: nothing is done with the packet, or with the question.
    static func missed(_ stage: String) -> String {
        stage == Stage.rules.rawValue ? "no rule matches" : "no flow matches: dropped"
    }

    private static let all: [String: StageSentence] = switching.merging(policy) { first, _ in first }

    // MARK: From port to port

    private static let switching: [String: StageSentence] = [
        Stage.classify.rawValue: StageSentence { scene, met in
            if met.isDrop { return "the port is nobody's: quarantined" }
            return met.isOfNIC ? "from \(scene.sender.id), in network \(scene.network)" : "out of a tunnel"
        },
        Stage.tunnel.rawValue: StageSentence { scene, met in
            if met.isDrop { return "the host that it comes from does not serve the network: dropped" }
            return "from host \(scene.sender.host), in network \(scene.network)"
        },
        Stage.guardian.rawValue: StageSentence { scene, met in
            if met.isDrop { return "\(scene.sender.id) may not send this" }
            return "MAC \(scene.frame.source.mac) and \(scene.frame.source.address) are \(scene.sender.id)'s own"
        },
        Stage.services.rawValue: StageSentence { _, met in
            met.isDrop ? "dropped" : "no question that the network answers itself"
        },
        Stage.switching.rawValue: StageSentence { scene, met in
            if met.isDrop { return "no NIC of \(scene.network) has MAC \(scene.frame.destination.mac): dropped" }
            let place = met.host == scene.receiver.host ? "on this host" : "on host \(scene.receiver.host)"
            return "MAC \(scene.frame.destination.mac) is \(scene.receiver.id)'s, \(place)"
        },
        Stage.deliver.rawValue: StageSentence { _, met in
            met.isDrop ? "nothing leaves by a tunnel here: dropped" : "to its port"
        },
    ]

    // MARK: Policy

    private static let policy: [String: StageSentence] = {
        var all = [Stage.rules.rawValue: StageSentence { _, met in rule(met) }]
        for side in PolicySide.allCases {
            for part in PolicyPart.allCases {
                all[part.stage(of: side).rawValue] = StageSentence { scene, met in
                    policy(part, scene.ends(side).own, scene.ends(side).peer, met)
                }
            }
        }
        return all
    }()

    private static func rule(_ met: Scene.Met) -> String {
        let name = met.owner.map { "\($0)" } ?? "a rule"
        if let mark = met.mark { return "\(name) \(mark.word)" }
        // What is a host's stands behind all rules.
        if met.isOfHost { return "no rule of the group matches" }
        return "\(name) leaves it to other groups"
    }

    private static func policy(_ part: PolicyPart, _ own: NICID, _ peer: NICID, _ met: Scene.Met) -> String {
        switch part {
        case .track: met.isOfNIC ? "\(own) has a policy" : "\(own) has no policy of its own"
        case .connect where met.isTracked: "its connection is looked up, as \(own) sees it"
        case .connect: "passes whatever the policy of \(own) says"
        case .peers where met.isDrop: "no packet that a connection can have: dropped"
        case .peers where met.isOfNIC: "the other end is \(peer)"
        case .peers: "what rules can know of the other end"
        case .guardTier where met.isDrop: "it begins no connection: dropped"
        case .guardTier: met.isOfNIC ? "groups of the guard tier are asked" : "no group of the guard tier is asked"
        case .tenantTier: met.isOfNIC ? "the groups of \(own) are asked" : "no group of \(own) is asked"
        case .baselineTier: met.isOfNIC ? "the baseline and the default are asked" : "no baseline is asked"
        case .verdict: met.isDrop ? "the policy of \(own) does not admit it: dropped" : "the policy of \(own) admits it"
        case .commit: met.isTracked ? "a new connection, which is kept" : "a connection that is known"
        }
    }
}
