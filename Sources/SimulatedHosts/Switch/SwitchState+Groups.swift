import NetworkTypes
import OpenFlow

extension SwitchState {
    /// OFPG_MAX.
    static let maximumGroup: UInt32 = 0xffff_ff00

    mutating func apply(_ change: GroupModification, by author: Author) throws(OpenFlowError) {
        let id = change.group.id
        switch change.command {
        case .add where id > Self.maximumGroup, .addOrModify where id > Self.maximumGroup: throw .invalidGroup
        case .add:
            if groups[id] != nil { throw .groupExists }
            set(id, StoredGroup(group: change.group.canonical, created: author.now))
        case .addOrModify where groups[id] == nil:
            set(id, StoredGroup(group: change.group.canonical, created: author.now))
        case .modify, .addOrModify:
            guard let old = groups[id] else { throw .unknownGroup }
            set(id, StoredGroup(group: change.group.canonical, created: old.created))
        case .insertBucket, .removeBucket:
            guard var entry = groups[id] else { throw .unknownGroup }
            entry.group = try changed(entry.group, by: change)
            set(id, entry)
        case .delete:
            let ids = id == GroupModification.allGroups ? groups.keys.sorted() : groups[id] == nil ? [] : [id]
            delete(ids, author)
        }
    }

    /// Flows that use a group go with it.
    private mutating func delete(_ ids: [UInt32], _ author: Author) {
        for id in ids {
            for flow in store.flows where flow.body.uses(group: id) {
                guard let place = store.find(flow) else { continue }
                remove(at: place, reason: 3, author)
            }
            set(id, nil)
        }
    }

    private func changed(_ group: Group, by change: GroupModification) throws(OpenFlowError) -> Group {
        var group = group
        if change.command == .insertBucket {
            let place = try place(of: change.bucket, in: group, isInsertion: true)
            for bucket in change.group.buckets where group.buckets.contains(where: { $0.id == bucket.id }) {
                throw .bucketExists
            }
            group.buckets.insert(contentsOf: change.group.buckets, at: place)
            return group.canonical
        }
        if change.bucket == 0xffff_ffff {
            group.buckets = []
            return group
        }
        let place = try place(of: change.bucket, in: group, isInsertion: false)
        if group.buckets.indices.contains(place) { group.buckets.remove(at: place) }
        return group
    }

    /// Where a bucket is removed, or before which others are inserted: 0xfffffffd first, 0xfffffffe last.
    private func place(of id: UInt32, in group: Group, isInsertion: Bool) throws(OpenFlowError) -> Int {
        switch id {
        case 0xffff_fffd: return 0
        case 0xffff_fffe: return isInsertion ? group.buckets.count : group.buckets.count - 1
        default:
            guard let place = group.buckets.firstIndex(where: { $0.id == id }) else { throw .unknownBucket }
            return isInsertion ? place + 1 : place
        }
    }
}
