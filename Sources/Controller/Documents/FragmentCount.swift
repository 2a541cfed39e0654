import Compiler
import OpenFlow
import Policy
import Topology

/// How many flows, groups and meters one fragment's change adds and takes away on a host.
struct FragmentCount {
    let flowsAdded: Int
    let flowsRemoved: Int
    let groupsAdded: Int
    let groupsRemoved: Int
    let metersAdded: Int
    let metersRemoved: Int

    init(_ item: Update.Item) {
        let oldFlows = Set(item.old?.flows.entries.map(\.digest) ?? [])
        let newFlows = Set(item.new?.flows.entries.map(\.digest) ?? [])
        flowsAdded = newFlows.subtracting(oldFlows).count
        flowsRemoved = oldFlows.subtracting(newFlows).count
        let oldGroups = Set(item.old?.groups.entries.map(\.digest) ?? [])
        let newGroups = Set(item.new?.groups.entries.map(\.digest) ?? [])
        groupsAdded = newGroups.subtracting(oldGroups).count
        groupsRemoved = oldGroups.subtracting(newGroups).count
        let oldMeters = Set(item.old?.meters.entries.map(\.digest) ?? [])
        let newMeters = Set(item.new?.meters.entries.map(\.digest) ?? [])
        metersAdded = newMeters.subtracting(oldMeters).count
        metersRemoved = oldMeters.subtracting(newMeters).count
    }
}

extension Plan {
    /// The same plan with what an update of the hosts amounts to, which led to this graph.
    func counting(_ update: Update, in topology: Topology) -> Plan {
        var plan = self
        plan.hostsTouched = update.hosts
        // A host that is taken out is touched, and so counts.
        plan.hostCount = Set(topology.hosts.keys).union(update.hosts).count
        for item in update.items {
            let count = FragmentCount(item)
            plan.flowsAdded += count.flowsAdded * item.hosts.count
            plan.flowsRemoved += count.flowsRemoved * item.hosts.count
            plan.groupsAdded += count.groupsAdded * item.hosts.count
            plan.groupsRemoved += count.groupsRemoved * item.hosts.count
            plan.metersAdded += count.metersAdded * item.hosts.count
            plan.metersRemoved += count.metersRemoved * item.hosts.count
        }
        return plan
    }

    /// One line for the history.
    var summary: String {
        var kinds: [ObjectChange.Operation: Int] = [:]
        for change in changes { kinds[change.operation, default: 0] += 1 }
        let parts = [(ObjectChange.Operation.added, "added"), (.changed, "changed"), (.removed, "removed")]
            .compactMap { operation, word in kinds[operation].map { "\($0) \(word)" } }
        return parts.isEmpty ? "text only" : parts.joined(separator: ", ")
    }
}
