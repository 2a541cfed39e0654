import NetworkTypes
import OpenFlow

/// Which flows a message is about.
struct FlowSelection {
    /// 0xff: all.
    var table: UInt8
    var cookie: UInt64
    var cookieMask: UInt64
    var outPort: PortNumber
    var outGroup: UInt32
    /// Fields that flows must at least have; nil: none.
    var match: Match?

    init(
        table: UInt8, cookie: UInt64 = 0, cookieMask: UInt64 = 0, outPort: PortNumber, outGroup: UInt32, match: Match?
    ) {
        (self.table, self.cookie, self.cookieMask) = (table, cookie, cookieMask)
        (self.outPort, self.outGroup) = (outPort, outGroup)
        self.match = match
    }

    init(_ filter: FlowFilter) {
        self.init(
            table: filter.table, cookie: filter.cookie, cookieMask: filter.cookieMask, outPort: filter.outPort,
            outGroup: filter.outGroup, match: filter.match.isEmpty ? nil : Self.canonical(filter.match))
    }

    /// A match in the form that stored ones have.
    static func canonical(_ match: Match) -> Match {
        Flow(table: 0, priority: 0, cookie: 0, match: match, instructions: []).canonical.match
    }

    func selects(_ flow: StoredFlow) -> Bool {
        guard table == 0xff || flow.table == table, (flow.cookie ^ cookie) & cookieMask == 0 else { return false }
        if outGroup != 0xffff_ffff, !flow.body.uses(group: outGroup) { return false }
        guard match != nil || outPort != .any else { return true }
        let decoded = flow.body.decoded()
        if outPort != .any, !decoded.outputs(to: outPort) { return false }
        return match.map { decoded.match.isWithin($0) } ?? true
    }
}
