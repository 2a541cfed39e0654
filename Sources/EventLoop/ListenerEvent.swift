/// What happens at a listener.
public enum ListenerEvent: Sendable {
    /// Somebody connected; the receiver starts the connection, now or later, or closes it.
    case accepted(Connection)
    /// Somebody connected and was turned away, because as many connections are open as the limits allow.
    case refused(peerAddress: String)
    /// Accepting failed, for want of file descriptors for example. The listener goes on.
    case failed(EventLoopError)
}
