import NetworkTypes

/// Decides when a peer that talks too much has to wait: what it says goes into queues of the process, which drain at the
/// speed of whoever reads them, and costs time of the thread that serves all.
///
/// Counts by windows of a second. Pure: time comes in.
struct PeerBudget {
    private let perSecond: Int
    private var windowStart = MonotonicTime(nanoseconds: 0)
    private var spent = 0

    init(perSecond: Int) { self.perSecond = perSecond }

    /// Takes `count` from the budget; for how long nothing more should be read, nil when it lasts.
    mutating func spend(_ count: Int, now: MonotonicTime) -> Duration? {
        guard count > 0 else { return nil }
        let windowEnd = windowStart + .seconds(1)
        if now >= windowEnd {
            windowStart = now
            spent = 0
        }
        spent += count
        return spent > perSecond ? windowStart + .seconds(1) - now : nil
    }
}
