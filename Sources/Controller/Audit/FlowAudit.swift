import NetworkTypes
import OpenFlow
import Pipeline

/// What is known of changes by others on a switch, for one session.
struct FlowAudit {
    /// What a flow monitor said last of a flow.
    enum Sighting {
        case present(EncodedFlow)
        /// It is gone; what it was.
        case gone(EncodedFlow)
    }

    /// Flows that others touched, until they are looked at.
    private(set) var sightings: [FlowKey: Sighting] = [:]
    /// Why the switch must be read back, whatever the sightings say.
    private(set) var doubt: String?
    /// Since when there is something to look at.
    private(set) var since: MonotonicTime?
    /// The switch does not tell at present what changes.
    var isPaused = false

    /// Requests that are under way.
    var monitorRequest: UInt64?
    var forwardRequest: UInt64?
    var claimRequest: UInt64?
    /// The switch tells which flows others change.
    var isMonitored = false
    /// The switch tells which groups and meters others change.
    var forwardsRequests = false

    /// What is in progress as the second net, and when it is due.
    var check: DigestCheck?
    var checkAt: MonotonicTime?
    var groupCheckAt: MonotonicTime?
    /// Since when it was busy whenever it was its turn to be checked.
    var busySince: MonotonicTime?
    /// How often the switch was read whole and added up, since it connected.
    var checks = 0

    /// Meters that others changed since the switch was last repaired.
    var changedMeters: Set<UInt32> = []

    /// The switch had a marker flow of some state when it connected.
    var hasMarker = false

    /// Why the read-back that is under way was begun, when drift is looked for.
    var readBackReason: String?

    /// The question how fragments are handled, to a switch that is read back instead of checked.
    var configurationRequest: UInt64?

    /// Fragments that change while the switch is read back: what is found of them is no drift.
    var changing: Set<Cookie> = []

    /// More flows than this are not looked at one by one.
    static let sightingLimit = 256

    var hasSomething: Bool { !sightings.isEmpty || doubt != nil }

    mutating func note(_ sighting: Sighting, of key: FlowKey, now: MonotonicTime) {
        guard doubt == nil else { return }
        since = since ?? now
        sightings[key] = sighting
        if sightings.count > Self.sightingLimit { doubt("more than \(Self.sightingLimit) flows changed", now: now) }
    }

    mutating func doubt(_ reason: String, now: MonotonicTime) {
        since = since ?? now
        if doubt == nil { doubt = reason }
        sightings = [:]
    }

    mutating func takeSightings() -> [FlowKey: Sighting] {
        defer { forget() }
        return sightings
    }

    /// The switch is read back, so what was said before counts no more.
    mutating func forget() {
        sightings = [:]
        doubt = nil
        since = nil
    }
}

/// A check of everything a switch has by its sum of digests: as the answer comes it is added up, and nothing is held.
struct DigestCheck {
    /// None where only groups and meters are looked at.
    let flowRequest: UInt64?
    let groupRequest: UInt64
    let meterRequest: UInt64
    /// How fragments are handled; none where flows are not looked at either.
    let configurationRequest: UInt64?
    let expectedFlows: UInt64
    let expectedGroups: UInt64
    let expectedMeters: UInt64
    var flows: UInt64 = 0
    var groups: UInt64 = 0
    var meters: UInt64 = 0
    var count = 0
}
