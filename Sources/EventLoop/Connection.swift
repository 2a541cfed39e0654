import CUV
public import TLS

/// One stream of bytes to a peer, over TCP or a Unix-domain socket.
///
/// A connection comes from a `Listener` or from `EventLoop.connect`, and says nothing until `start` gives it a
/// delegate. Whatever ends it, the delegate hears so exactly once, in a later turn of the loop. It is used on the loop
/// thread only; a call from another thread traps. TLS stands between the socket and everybody else: `didRead` takes
/// what it has opened, and what is written waits until the handshake is over and is sealed just before it is sent. So a
/// connection over TLS is used like any other, and a handshake that fails is its end.
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

    let tls: TLSMachine?

    // What waits to be sent: Connection+Writing.swift.
    /// Ready for the socket.
    var queue = WriteQueue()
    /// With TLS: plaintext, which is sealed as the socket takes it. Until then it is shared with whoever else sends it.
    var unsealed = WriteQueue()
    /// Bytes that libuv holds until the socket takes them.
    var bytesInFlight = 0
    var isAboveWatermark = false

    /// Takes over `handle`, which is connected.
    init(_ handle: UVHandle, on loop: EventLoop, peer: SocketAddress?, limits: WriteLimits, tls: TLSMachine?) {
        self.loop = loop
        self.peer = peer
        self.limits = limits
        self.handle = handle
        self.tls = tls
        handle.owner = self
        // A socket that the peer has reset already refuses the option; the first read or write tells.
        if handle.isTCP { uv_tcp_nodelay(handle.tcp, 1) }
    }

    /// The other end as text for people: `tcp:10.0.0.7:49152`, or `unix` where there is no address.
    public var peerAddress: String { peer?.description ?? "unix" }

    /// Who the other side proved to be: there from the first byte that the delegate reads, over TLS only.
    public var peerIdentity: PeerIdentity? {
        loop.requireLoopThread()
        return tls?.peer
    }

    /// Why TLS did not come about or broke, once it is the reason for the connection's end.
    public var tlsFailure: TLSFailure? {
        switch state {
        case .closing(.tls(let failure)), .closed(.tls(let failure)): failure
        default: nil
        }
    }

    /// Ends the connection with `.tls` if its peer's certificate does not pass by what is in force now.
    public func endUnlessAccepted(by context: TLSContext) {
        loop.requireLoopThread()
        guard let tls else { return }
        // A handshake that is under way would end by what was in force at its beginning.
        guard tls.peer != nil else { return close(.local) }
        if let failure = tls.refusal(by: context) { close(.tls(failure)) }
    }

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
            // Whoever dials begins the handshake.
            if tls != nil { flush() }
            if isOpen, !isPaused { beginReading() }
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
        case 1...: didRead(UnsafeRawBufferPointer(rebasing: loop.readBuffer[..<count]))
        case 0: break
        case Int(UV_EOF.rawValue):
            tls?.receiveEnd()
            if tls == nil { close(.endOfStream) } else { closeIfTLSEnded() }
        default: close(.failed(EventLoopError(status: Int32(count), "reading from \(peerAddress)")))
        }
    }

    /// Bytes from the socket on their way to the delegate.
    private func didRead(_ bytes: UnsafeRawBufferPointer) {
        guard let tls else {
            delegate?.connection(self, didRead: [UInt8](bytes))
            if isOpen { delegate?.connection(self, didReceive: bytes.count) }
            return
        }
        for plaintext in tls.receive(bytes) where isOpen { delegate?.connection(self, didRead: plaintext) }
        // What the handshake answers, and what has waited for it.
        if isOpen { flush() }
        closeIfTLSEnded()
        if isOpen { delegate?.connection(self, didReceive: bytes.count) }
    }

    private func closeIfTLSEnded() {
        switch tls?.end {
        case .failed(let failure): close(.tls(failure))
        case .closed: close(.endOfStream)
        case nil: break
        }
    }

    // MARK: The end

    func close(_ reason: CloseReason) {
        guard case .open = state else { return }
        sayGoodbye()
        state = .closing(reason)
        queue.removeAll()
        unsealed.removeAll()
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
