import NetworkTypes
import OpenFlow

extension SwitchState {
    mutating func apply(_ change: MeterModification, by author: Author) throws(OpenFlowError) {
        let id = change.meter.id
        switch change.command {
        case .add:
            if meters[id] != nil { throw .meterExists }
            meters[id] = StoredMeter(meter: change.meter.asKept, created: author.now)
        case .modify:
            guard let old = meters[id] else { throw .unknownMeter }
            meters[id] = StoredMeter(meter: change.meter.asKept, created: old.created)
        case .delete:
            let ids = id == Meter.all ? meters.keys.sorted() : meters[id] == nil ? [] : [id]
            for id in ids { delete(id, author) }
        }
    }

    /// Flows that begin with a meter go with it.
    private mutating func delete(_ id: UInt32, _ author: Author) {
        for flow in store.flows where flow.body.ownMeter == id {
            guard let place = store.find(flow) else { continue }
            remove(at: place, reason: 4, author)
        }
        meters[id] = nil
    }
}

extension Meter {
    /// As Open vSwitch 3.1 describes it: a burst of zero is one of the rate.
    fileprivate var asKept: Meter {
        var meter = canonical
        guard flags.contains(.burst) else { return meter }
        meter.bands = bands.map { band in
            if case .drop(let rate, 0) = band { .drop(rate: rate, burst: rate) } else { band }
        }
        return meter
    }
}
