import Compiler
import NetworkTypes
import OpenFlow
import Pipeline
import SimulatedNetwork
import Topology

/// Makes a journey out of what switches did with a frame.
struct Narrator {
    let scene: Scene
    let origin: (Owner) -> Origin?

    func journey(_ walk: Walk, _ kind: Journey.Kind, refusal: String?) -> Journey {
        let hosts = walk.hops.map { hop in
            Journey.HostPassage(host: HostID(hop.host), stages: passages(hop.verdict.trace, on: HostID(hop.host)))
        }
        return Journey(
            kind: kind, packet: scene.frame.text, hosts: hosts, outcome: outcome(walk, hosts, refusal: refusal))
    }

    // MARK: Stages

    private func passages(_ steps: [TraceStep], on host: HostID) -> [Passage] {
        var passages: [Passage] = []
        /// Says more of the table that the packet is in.
        func amend(_ change: (String) -> String) {
            if let last = passages.indices.last { passages[last].meaning = change(passages[last].meaning) }
        }
        for step in steps {
            switch step.event {
            case .matched(let flow): passages.append(passage(flow, step.table, on: host))
            case .missed:
                let name = Self.name(step.table)
                passages.append(
                    Passage(
                        stage: name, table: step.table, flow: nil, owner: nil, origin: nil,
                        meaning: StageSentence.missed(name), mark: nil))
            case .output(let port, let tunnel):
                let text = way(out: port, tunnel, on: host)
                amend { _ in text }
            case .suppressed(let port, let reason): amend { "\($0); nothing leaves by port \(port): \(reason)" }
            case .dropped(let reason): amend { "\($0); dropped: \(reason)" }
            case .controller: amend { "\($0); the controller is asked" }
            case .bucket: break
            }
        }
        return passages
    }

    private func passage(_ flow: Flow, _ table: UInt8, on host: HostID) -> Passage {
        let name = Self.name(table)
        let owner = scene.owner(of: flow.cookie)
        let mark = name == Stage.rules.rawValue ? RuleMark(flow) : nil
        let met = Scene.Met(flow: flow, owner: owner, host: host, mark: mark)
        return Passage(
            stage: name, table: table, flow: "\(flow)", owner: owner, origin: owner.flatMap(origin),
            meaning: StageSentence.text(name, scene, met), mark: mark)
    }

    private static func name(_ table: UInt8) -> String { Stage(table: table)?.rawValue ?? "table \(table)" }

    private func way(out number: PortNumber, _ tunnel: TunnelKey?, on host: HostID) -> String {
        if let tunnel, let vtep = tunnel.destination {
            let peer = scene.host(atVTEP: vtep).map { "host \($0)" } ?? "nobody known"
            return "by the tunnel to \(peer) (\(vtep)), VNI \(tunnel.id)"
        }
        let port = scene.port(number, on: host)
        return "out by port \(port.name) to " + (port.nic.map { "\($0)" } ?? "nobody known")
    }

    // MARK: Outcome

    private func outcome(_ walk: Walk, _ hosts: [Journey.HostPassage], refusal: String?) -> Journey.Outcome {
        let receiver = scene.receiver
        let isThere = walk.deliveries.contains { $0.host == receiver.host.name && $0.port == receiver.number }
        if isThere, walk.deliveries.count == 1 {
            return .delivered(to: receiver.id, host: receiver.host, port: receiver.port.id.name)
        }
        if !walk.deliveries.isEmpty {
            let places = walk.deliveries.prefix(4).map { delivery in
                let port = scene.port(delivery.port, on: HostID(delivery.host))
                return "\(port.nic.map { "\($0)" } ?? "port \(port.name)") on host \(delivery.host)"
            }
            return .astray(reason: "it goes to \(places.joined(separator: ", "))")
        }
        return dropped(walk, hosts, refusal: refusal)
    }

    private func dropped(_ walk: Walk, _ hosts: [Journey.HostPassage], refusal: String?) -> Journey.Outcome {
        // What rules say is asked by another stage, which goes on.
        let host = hosts.last?.host ?? scene.sender.host
        let last = hosts.last?.stages.last { $0.stage != Stage.rules.rawValue }
        let stage = last?.stage ?? Stage.classify.rawValue
        if let fault = walk.faults.first {
            return .dropped(at: stage, host: host, owner: nil, reason: "the switch gives it up: \(fault)")
        }
        if let loss = walk.losses.first {
            return .dropped(at: "underlay", host: HostID(loss.host), owner: nil, reason: text(loss))
        }
        var reason = last?.meaning ?? "no flow matches"
        if stage == Stage.guardian.rawValue, let refusal { reason += ": \(refusal)" }
        return .dropped(at: stage, host: host, owner: last?.owner, reason: reason)
    }

    private func text(_ loss: Walk.Loss) -> String {
        switch loss.reason {
        case .unknownVTEP(let address): "no host has the VTEP \(address)"
        case .otherFamily(let address):
            "no tunnel joins the VTEP of host \(loss.host) with \(address) of another family"
        case .noVNI(let key): "the tunnel key \(key) is no VNI"
        case .noTunnel: "host \(loss.host) has no VTEP"
        case .circle, .storm: "it goes round and round"
        }
    }
}
