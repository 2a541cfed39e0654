public import OpenFlow

extension FlowCheck {
    /// Packets are tracked where their way into policy begins and kept where it ends, in the NIC's zone.
    static func problems(of conntrack: Conntrack, in stage: Stage) -> [String] {
        var found: [String] = []
        let next = conntrack.table.flatMap(Stage.init(table:))
        let isDeclared = PolicyStages.all.contains { stages in
            next.map { stages.track(from: stage, to: $0, isCommit: conntrack.commit) } ?? false
        }
        if !isDeclared {
            found.append("\(stage): connection tracking there does not lead to \(next?.rawValue ?? "a stage")")
        }
        if conntrack.zone != .field(Slot.zone.part) { found.append("\(stage): a NIC's zone is in its slot") }
        if conntrack.force { found.append("\(stage): no connection's direction is turned round") }
        for action in conntrack.actions {
            switch action {
            case .move(let source, let destination) where destination.field == .ctLabel:
                found += problems(of: [source], in: stage)
            default: found.append("\(stage): connections are kept with what slots say, in their label")
            }
        }
        return found
    }

    /// Parts of registers are whole slots.
    static func problems(of parts: [SubField], in stage: Stage) -> [String] {
        parts.filter { part in registers.contains(part.field) && !Slot.all.contains { $0.part == part } }
            .map { "\(stage): \($0.field.name) is used outside its declared slots" }
    }

    /// What is wrong with a group: its buckets go on to where a packet's receiver is chosen.
    public static func problems(of group: Group) -> [String] {
        group.buckets.flatMap { bucket in
            bucket.actions.flatMap { action -> [String] in
                switch action {
                case .setField(let field): return registerProblems(of: field, in: .switching)
                case .resubmit(let port, let table):
                    let next = Stage(table: table)
                    return port == nil && (next == .ingressTrack || next == .deliver)
                        ? [] : ["group \(group.id): buckets go on to ingress-track or deliver, not to table \(table)"]
                case .group: return []
                default: return ["group \(group.id): buckets choose receivers and nothing else"]
                }
            }
        }
    }
}
