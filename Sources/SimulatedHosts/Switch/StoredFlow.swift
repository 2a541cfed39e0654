import NetworkTypes
import OpenFlow

/// A flow in a switch: 56 bytes beside the body, which it may share.
struct StoredFlow {
    var body: FlowBody
    var cookie: UInt64
    /// When it was added, and when last changed.
    var created: MonotonicTime
    var modified: MonotonicTime
    var priority: UInt16
    var idleTimeout: UInt16
    var hardTimeout: UInt16
    var importance: UInt16
    var flags: FlowFlags
    var table: UInt8

    var hash: UInt32 { FlowStore.hash(body, table, priority) }
    var hasTimeout: Bool { idleTimeout != 0 || hardTimeout != 0 }

    /// When it goes by itself, and by what reason (OFPRR_*): no packets come, so that a flow is idle all the time.
    var end: (time: MonotonicTime, reason: UInt8)? {
        let idle = idleTimeout == 0 ? nil : modified + .seconds(Int(idleTimeout))
        let hard = hardTimeout == 0 ? nil : modified + .seconds(Int(hardTimeout))
        switch (idle, hard) {
        case (let idle?, let hard?): return hard <= idle ? (hard, 1) : (idle, 0)
        case (let idle?, nil): return (idle, 0)
        case (nil, let hard?): return (hard, 1)
        case (nil, nil): return nil
        }
    }

    func decoded() -> Flow {
        var flow = body.decoded(table: table, priority: priority)
        flow.cookie = cookie
        flow.idleTimeout = idleTimeout
        flow.hardTimeout = hardTimeout
        flow.importance = importance
        flow.flags = flags
        return flow
    }
}
