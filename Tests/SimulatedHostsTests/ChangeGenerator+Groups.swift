import NetworkTypes
import OpenFlow

extension ChangeGenerator {
    mutating func group() -> GroupModification {
        var commands: [GroupCommand] = [.add, .add, .modify, .modify, .delete, .addOrModify]
        if version == .v1_5 { commands += [.insertBucket, .removeBucket] }
        let command = pick(commands)
        let type: GroupType = pick([.all, .all, .select, .indirect, .fastFailover])
        var id = pick([1, 2, 3, 4, 5] as [UInt32])
        if oneIn(40) { id = 0xffff_ff01 }
        if command == .delete, oneIn(12) { id = GroupModification.allGroups }
        let hasBuckets = (command != .delete && command != .removeBucket) || oneIn(20)
        let group = Group(id: id, type: type, buckets: hasBuckets ? buckets(of: type) : [])
        var modification = GroupModification(command, group)
        guard command == .insertBucket || command == .removeBucket else { return modification }
        modification.bucket = pick([0, 1, 2, 7, 0xffff_fffd, 0xffff_fffe])
        if command == .removeBucket, oneIn(4) { modification.bucket = 0xffff_ffff }
        // Open vSwitch 3.1 never comes back from inserting nothing at the end.
        if command == .insertBucket, group.buckets.isEmpty { modification.bucket = 0xffff_fffd }
        return modification
    }

    private mutating func buckets(of type: GroupType) -> [Bucket] {
        let count = type == .indirect && !oneIn(20) ? 1 : Int.random(in: 0...3, using: &random)
        // Before 1.5 the place stands for the id.
        let first = version == .v1_5 ? pick([0, 0, 2, 5] as [UInt32]) : 0
        return (0..<UInt32(count)).map { number in
            var bucket = Bucket(id: first + number, actions: actions(inBucket: true))
            if oneIn(10) { bucket.actions.append(.group(pick([1, 2, 3, 4]))) }
            if type == .select || oneIn(30) { bucket.weight = pick([1, 50]) }
            if type == .fastFailover || oneIn(30) { bucket.watchPort = pick([PortNumber(1), PortNumber(2)]) }
            if version == .v1_5, oneIn(60) { bucket.id = 0xffff_ff01 }
            return bucket
        }
    }

    mutating func meter() -> MeterModification {
        let command: MeterCommand = pick([.add, .add, .modify, .delete])
        var meter = Meter(id: pick([1, 2, 3]), flags: pick([.packetsPerSecond, .kilobitsPerSecond]), bands: [])
        if oneIn(20) { meter.id = pick([0, 0xffff_fffd, 0xffff_0001]) }
        if oneIn(20) {
            meter.flags = pick([[], [.packetsPerSecond, .kilobitsPerSecond], Meter.Flags(rawValue: 0x41)])
        }
        if oneIn(2) { meter.flags.insert(.burst) }
        if command == .delete {
            if oneIn(8) { meter.id = Meter.all }
            return MeterModification(command, meter)
        }
        let band: Meter.Band = .drop(rate: oneIn(12) ? 0 : pick([10, 200]), burst: pick([0, 30]))
        meter.bands = oneIn(12) ? [] : oneIn(12) ? [band, .remarkDSCP(rate: 5, burst: 0, levels: 1)] : [band]
        return MeterModification(command, meter)
    }
}
