import NetworkTypes
import OpenFlow
import TestSupport

/// Makes conversations with a switch: bundles above all, and changes outside of them.
struct BundleGenerator {
    private var changes: ChangeGenerator
    private var xid: UInt32 = 100
    private var bundle: UInt32 = 0
    private var version: OpenFlowVersion { changes.version }

    init(seed: UInt64, version: OpenFlowVersion) {
        changes = ChangeGenerator(random: SeededGenerator(seed: seed), version: version)
    }

    mutating func nextXID() -> UInt32 {
        xid += 1
        return xid
    }

    private mutating func encoded(_ message: Message) -> [UInt8] {
        message.encoded(version: version, xid: nextXID())
    }

    /// A bundle, right or wrong in its own conduct, and changes outside of bundles before it.
    mutating func next() -> [[UInt8]] {
        var messages: [[UInt8]] = []
        for _ in 0..<Int.random(in: 0...2, using: &changes.random) {
            messages.append(encoded(.meterModification(changes.meter())))
        }
        changes.begin(isInBundle: false)
        // A bundle meets a state made by bundles alone too rarely, as half of them fail.
        for _ in 0..<Int.random(in: 0...3, using: &changes.random) { messages.append(changes.member(xid: nextXID())) }
        bundle += 1
        changes.begin(isInBundle: true)
        let flags: BundleFlags = [.atomic, .ordered]
        if !changes.oneIn(12) { messages.append(control(.openRequest, flags)) }
        let count = Int.random(in: 0...6, using: &changes.random)
        // A deleted group ends the bundle, so that nothing fails behind it.
        for _ in 0..<count where !changes.hasDeletedGroup {
            let xid = nextXID()
            var message = changes.member(xid: changes.oneIn(60) ? xid + 1000 : xid)
            if changes.oneIn(40) { message = Message.barrierRequest.encoded(version: version, xid: xid) }
            let add = BundleAdd(
                bundle: bundle, flags: changes.oneIn(60) ? .ordered : flags, message: message)
            messages.append(Message.bundleAdd(add).encoded(version: version, xid: xid))
        }
        messages += end(flags)
        return messages
    }

    /// Mostly close and commit.
    private mutating func end(_ flags: BundleFlags) -> [[UInt8]] {
        if changes.oneIn(20) { return [control(.discardRequest, flags), control(.commitRequest, flags)] }
        var messages: [[UInt8]] = []
        if !changes.oneIn(15) { messages.append(control(.closeRequest, flags)) }
        if changes.oneIn(40) { messages.append(control(.closeRequest, flags)) }
        if changes.oneIn(60) { messages.append(control(.openRequest, flags)) }
        if changes.oneIn(60) { messages.append(control(.commitReply, flags)) }
        messages.append(control(.commitRequest, changes.oneIn(40) ? .ordered : flags))
        return messages
    }

    private mutating func control(_ kind: BundleControl.Kind, _ flags: BundleFlags) -> [UInt8] {
        encoded(.bundleControl(BundleControl(kind, bundle: bundle, flags: flags)))
    }
}
