/// What happens on a connection; called on the loop thread.
///
/// A connection keeps its delegate until `connectionDidClose`, the last call it makes.
public protocol ConnectionDelegate: AnyObject {
    /// The peer sent `bytes`: 1…65,536 of them, divided as the network pleases.
    func connection(_ connection: Connection, didRead bytes: [UInt8])

    /// The socket gave so many bytes, which are dealt with: with TLS all that the peer sent, also what holds no plaintext.
    func connection(_ connection: Connection, didReceive count: Int)

    /// What waits to be sent fell to the low watermark, after a `write` had returned false.
    func connectionDidBecomeWritable(_ connection: Connection)

    /// The connection is over; exactly once, and never from within `write` or `close`.
    func connectionDidClose(_ connection: Connection, reason: CloseReason)
}

extension ConnectionDelegate {
    public func connection(_ connection: Connection, didReceive count: Int) {}
}
