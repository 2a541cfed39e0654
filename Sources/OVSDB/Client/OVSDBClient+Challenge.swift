internal import JSON
public import NetworkTypes

extension OVSDBClient {
    /// Asks the peer for a sign of life, and ends the session when none comes within `limit`: for when there is reason to
    /// doubt that it is still there.
    public mutating func challenge(within limit: Duration, now: MonotonicTime) {
        guard isStarted, !isClosed, probe.challenge(within: limit, now: now) else { return }
        sendEcho()
    }

    /// Nobody waits for this answer: any byte of the peer will do.
    mutating func sendEcho() { send(["method": "echo", "params": [], "id": "echo"]) }
}
