import NetworkTypes
import OpenFlow

/// A flow_mod as a switch keeps it until it is carried out.
struct FlowChange {
    var command: FlowCommand
    var body: FlowBody
    var table: UInt8
    var priority: UInt16
    var cookie: UInt64
    var cookieMask: UInt64
    var outPort: PortNumber
    var outGroup: UInt32
    var idleTimeout: UInt16
    var hardTimeout: UInt16
    var importance: UInt16
    var flags: FlowFlags

    private static let knownFlags = FlowFlags(rawValue: 0x1f)
    /// Tables that controllers see; the next one is the switch's own.
    static let tableCount: UInt8 = 254

    /// Of a message that was decoded. `raw`: its bytes from the match on in 1.5.
    init(
        _ modification: FlowModification, version: OpenFlowVersion, bodies: FlowBodies, raw: ArraySlice<UInt8>?
    ) throws(OpenFlowError) {
        let flow = modification.flow
        if modification.command.changes, flow.table == 0xff {
            // The match is looked at before, and the rest behind.
            throw flow.match.refusal(version: version).map { OpenFlowError($0) } ?? .badFlowTable
        }
        if let refusal = flow.refusal(version: version) { throw OpenFlowError(refusal) }
        do {
            body = try bodies.body(of: flow)
        } catch {
            throw .badLength
        }
        command = modification.command
        (table, priority, cookie, cookieMask) = (flow.table, flow.priority, flow.cookie, modification.cookieMask)
        (outPort, outGroup) = (modification.outPort, modification.outGroup)
        (idleTimeout, hardTimeout, importance) = (flow.idleTimeout, flow.hardTimeout, flow.importance)
        flags = flow.flags
        if let raw, raw.elementsEqual(body.bytes) { body.isKnownGood = true }
        try check(buffer: modification.buffer)
    }

    /// Of a flow_mod of 1.5 whose match and instructions were taken before; nil: it has to be decoded. The offsets are those
    /// of struct ofp_flow_mod, section 7.3.4.2.
    init?(known message: RawSpan, bodies: FlowBodies) throws(OpenFlowError) {
        guard message.byteCount >= 56, let command = FlowCommand(rawValue: message.load(25)) else { return nil }
        let rest = message.extracting(48..<message.byteCount)
        guard let body = bodies.find(rest), body.isKnownGood else { return nil }
        let table: UInt8 = message.load(24)
        if let next = body.next, next <= table { return nil }
        self.command = command
        self.body = body
        self.table = table
        cookie = message.load(8)
        cookieMask = message.load(16)
        idleTimeout = message.load(26)
        hardTimeout = message.load(28)
        priority = message.load(30)
        outPort = PortNumber(message.load(36))
        outGroup = message.load(40)
        flags = FlowFlags(rawValue: message.load(44))
        importance = message.load(46)
        if command.changes, table == 0xff { throw .badFlowTable }
        try check(buffer: message.load(32))
    }

    /// What is asked of every flow_mod once it could be read.
    private func check(buffer: UInt32) throws(OpenFlowError) {
        if !flags.isSubset(of: Self.knownFlags) { throw .badFlowFlags }
        // The table behind those that controllers see has flows of the switch's own, which match in ways of their own.
        if table == Self.tableCount {
            let meetsAll = command == .delete && body.matchesAll && outPort == .any && outGroup == 0xffff_ffff
            if command.changes || (meetsAll && cookie & cookieMask == 0) { throw .notPermitted }
        }
        if command.changes, buffer != 0xffff_ffff { throw .unknownBuffer }
    }

    /// The flow that it adds.
    func added(at now: MonotonicTime) -> StoredFlow {
        StoredFlow(
            body: body, cookie: cookie, created: now, modified: now, priority: priority, idleTimeout: idleTimeout,
            hardTimeout: hardTimeout, importance: importance, flags: flags, table: table)
    }
}

extension FlowCommand {
    /// Whether flows come of it or become others.
    var changes: Bool { self == .add || self == .modify || self == .modifyStrict }
}
