import CUV

/// One stream of bytes to a peer, over TCP or a Unix-domain socket.
///
/// A connection comes from a `Listener` or from `EventLoop.connect`, and says nothing until `start` gives it a
/// delegate. Whatever ends it, the delegate hears so exactly once, in a later turn of the loop. It is used on the loop
/// thread only; a call from another thread traps. TLS has its place in `deliver` (bytes from the socket on their way to
/// the delegate) and `send` (bytes on their way to the socket); nothing else touches the bytes.
///
/// `@unchecked Sendable`: used on the loop thread only, which is checked.
public final class Connection: UVHandleOwner, @unchecked Sendable {
    private enum State {
        case open
        case closing(CloseReason)
        case closed(CloseReason)
    }

    public let loop: EventLoop
    /// The other end; nil for the client of a Unix-domain listener, which has no address.
    public let peer: SocketAddress?
    let limits: WriteLimits
    let handle: UVHandle

    private var state = State.open
    private var delegate: (any ConnectionDelegate)?
    private var whenClosed: (() -> Void)?
    private var isPaused = false

    // What waits to be sent: Connection+Writing.swift.
    var queue = WriteQueue()
    /// Bytes that libuv holds until the socket takes them.
    var bytesInFlight = 0
    var isAboveWatermark = false

    /// Takes over `handle`, which is connected.
    init(_ handle: UVHandle, on loop: EventLoop, peer: SocketAddress?, limits: WriteLimits) {
        self.loop = loop
        self.peer = peer
        self.limits = limits
        self.handle = handle
        handle.owner = self
        // A socket that the peer has reset already refuses the option; the first read or write tells.
        if handle.isTCP { uv_tcp_nodelay(handle.tcp, 1) }
    }

    /// The other end as text for people: `tcp:10.0.0.7:49152`, or `unix` where there is no address.
    public var peerAddress: String { peer?.description ?? "unix" }

    /// False from the moment that its end is decided.
    public var isOpen: Bool {
        loop.requireLoopThread()
        return if case .open = state { true } else { false }
    }

    /// Gives the connection its delegate and begins to read. Called once; a second call traps.
    ///
    /// On a connection that has ended meanwhile the delegate only hears how, at once if that is over already.
    public func start(delegate: any ConnectionDelegate) {
        loop.requireLoopThread()
        precondition(self.delegate == nil, "a connection is started once")
        switch state {
        case .open:
            self.delegate = delegate
            if !isPaused { beginReading() }
        case .closing:
            self.delegate = delegate
        case .closed(let reason):
            delegate.connectionDidClose(self, reason: reason)
        }
    }

    /// Ends the connection. What `write` queued and the kernel has not taken is lost; what it has taken is still sent.
    /// More calls do nothing.
    public func close() {
        loop.requireLoopThread()
        close(.local)
    }

    // MARK: Reading

    /// Stops reading, so that the peer has to wait once the kernel's buffers are full. While paused, the end of the
    /// stream is not noticed either.
    public func pauseReading() {
        loop.requireLoopThread()
        isPaused = true
        if isOpen { uv_read_stop(handle.stream) }
    }

    /// Reads again after `pauseReading`.
    public func resumeReading() {
        loop.requireLoopThread()
        guard isPaused else { return }
        isPaused = false
        if isOpen, delegate != nil { beginReading() }
    }

    private func beginReading() {
        let status = uv_read_start(
            handle.stream,
            { handle, _, buffer in
                guard let target = UVHandle.owner(of: handle, as: Connection.self)?.loop.readBuffer else { return }
                buffer?.pointee = uv_buf_init(target.bindMemory(to: CChar.self).baseAddress, UInt32(target.count))
            },
            { stream, count, _ in UVHandle.owner(of: stream, as: Connection.self)?.didRead(count) })
        if status < 0 { close(.failed(EventLoopError(status: status, "reading from \(peerAddress)"))) }
    }

    private func didRead(_ count: Int) {
        switch count {
        case 1...:
            let bytes = [UInt8](unsafeUninitializedCapacity: count) { target, filled in
                UnsafeMutableRawBufferPointer(target).copyMemory(
                    from: UnsafeRawBufferPointer(rebasing: loop.readBuffer[..<count]))
                filled = count
            }
            deliver(bytes)
        case 0: break
        case Int(UV_EOF.rawValue): close(.endOfStream)
        default: close(.failed(EventLoopError(status: Int32(count), "reading from \(peerAddress)")))
        }
    }

    /// Bytes from the socket on their way to the delegate.
    private func deliver(_ bytes: [UInt8]) {
        delegate?.connection(self, didRead: bytes)
    }

    // MARK: The end

    func close(_ reason: CloseReason) {
        guard case .open = state else { return }
        state = .closing(reason)
        queue.removeAll()
        handle.close()
    }

    func loopIsStopping() { close(.loopStopped) }

    /// Has `action` called when the connection is over, before its delegate hears so.
    func whenClosed(_ action: @escaping () -> Void) { whenClosed = action }

    func didBecomeWritable() { delegate?.connectionDidBecomeWritable(self) }

    func handleDidClose() {
        guard case .closing(let reason) = state else { return }
        state = .closed(reason)
        let (listener, last) = (whenClosed, delegate)
        whenClosed = nil
        delegate = nil
        listener?()
        last?.connectionDidClose(self, reason: reason)
    }
}
