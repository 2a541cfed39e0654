public import TLS

/// Why a connection ended.
public enum CloseReason: Hashable, Sendable, CustomStringConvertible {
    /// Our own side called `close`.
    case local
    /// The peer closed its side in an orderly way.
    case endOfStream
    /// Reading or writing failed.
    case failed(EventLoopError)
    /// TLS did not come about, or broke.
    case tls(TLSFailure)
    /// The peer does not read: more waits for it than the hard limit allows.
    case writeQueueFull
    /// The loop stops.
    case loopStopped

    public var description: String {
        switch self {
        case .local: "closed by this side"
        case .endOfStream: "closed by the peer"
        case .failed(let error): error.description
        case .tls(let failure): failure.description
        case .writeQueueFull: "the peer does not read what it is sent"
        case .loopStopped: "the event loop stops"
        }
    }
}
