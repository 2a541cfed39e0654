import NetworkTypes
import OpenFlow

extension Translation {
    mutating func sendToGroup(_ id: UInt32) {
        guard mayGoOn() else { return }
        guard let group = device.installedGroups[id] else {
            return note(.dropped(reason: "there is no group \(id)"))
        }
        switch group.type {
        case .all: for bucket in group.buckets { execute(bucket, of: group) }
        case .indirect: if let only = group.buckets.first { execute(only, of: group) }
        case .select: if let chosen = choose(group) { execute(chosen, of: group) }
        case .fastFailover:
            if let live = group.buckets.first(where: { isLive($0, depth: 0) }) { execute(live, of: group) }
        }
    }

    /// Each bucket works on a copy of the packet. What it writes into the action set stays there.
    private mutating func execute(_ bucket: Bucket, of group: Group) {
        note(.bucket(group: group.id, bucket: bucket.id))
        depth += 1
        onCopy { $0.execute(ActionSet(bucket.actions).ordered) }
        depth -= 1
    }

    private func isLive(_ bucket: Bucket, depth: Int) -> Bool {
        if bucket.watchPort != .any, device.ports[bucket.watchPort] != nil, !device.deadPorts.contains(bucket.watchPort)
        {
            return true
        }
        guard depth < 8, let watched = device.installedGroups[bucket.watchGroup] else { return false }
        return watched.buckets.contains { isLive($0, depth: depth + 1) }
    }

    /// By weight and a hash of the connection: one connection always meets the same bucket. Which one it is on a real
    /// switch is not defined.
    private func choose(_ group: Group) -> Bucket? {
        let live = group.buckets.filter {
            $0.weight > 0 && ($0.watchPort == .any && $0.watchGroup == 0xffff_ffff || isLive($0, depth: 0))
        }
        let total = live.reduce(0) { $0 + UInt64($1.weight) }
        guard total > 0 else { return nil }
        var place = packet.fields.connectionHash % total
        for bucket in live {
            if place < UInt64(bucket.weight) { return bucket }
            place -= UInt64(bucket.weight)
        }
        return nil
    }
}

extension FieldValues {
    /// FNV-1a over the addresses, the protocol and the ports; the same in both directions.
    fileprivate var connectionHash: UInt64 {
        var hash: UInt64 = 0xcbf2_9ce4_8422_2325
        let pairs: [(Field, Field)] = [
            (.ethernetSource, .ethernetDestination), (.ipv4Source, .ipv4Destination), (.ipv6Source, .ipv6Destination),
            (.tcpSource, .tcpDestination), (.udpSource, .udpDestination), (.ipProtocol, .ipProtocol),
        ]
        for (left, right) in pairs {
            let value = self[left] ^ self[right]
            for word in [UInt64(truncatingIfNeeded: value), UInt64(truncatingIfNeeded: value >> 64)] {
                hash = (hash ^ word) &* 0x100_0000_01b3
                hash ^= hash >> 29
            }
        }
        return hash
    }
}
