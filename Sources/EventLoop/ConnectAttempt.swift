import CUV
public import NetworkTypes
public import TLS

/// A connection on its way; `EventLoop.connect` makes it. The loop keeps it alive until it completes.
///
/// `@unchecked Sendable`: used on the loop thread only, which is checked.
public final class ConnectAttempt: UVHandleOwner, @unchecked Sendable {
    private let loop: EventLoop
    private let address: SocketAddress
    private let source: IPAddress?
    private let limits: WriteLimits
    private let credentials: TLSCredentials?
    private let handle: UVHandle
    private let request = UnsafeMutablePointer<uv_connect_t>.allocate(capacity: 1)
    private var deadline: LoopTimer?
    private var completion: ((Result<Connection, EventLoopError>) -> Void)?
    private var failure: EventLoopError?

    fileprivate init(
        _ handle: UVHandle, on loop: EventLoop, to address: SocketAddress, from source: IPAddress?, limits: WriteLimits,
        credentials: TLSCredentials?, completion: @escaping (Result<Connection, EventLoopError>) -> Void
    ) {
        self.loop = loop
        self.address = address
        self.source = source
        self.limits = limits
        self.credentials = credentials
        self.handle = handle
        self.completion = completion
        handle.owner = self
    }

    deinit { request.deallocate() }

    /// Gives up: the completion is called with `.cancelled`, in a later turn of the loop. Does nothing once the attempt
    /// has succeeded or failed.
    public func cancel() {
        loop.requireLoopThread()
        fail(EventLoopError(.cancelled, "connecting to \(address) was given up"))
    }

    fileprivate func begin(within timeout: Duration) {
        if loop.isStopping { return loopIsStopping() }
        let done: uv_connect_cb = { request, status in
            UVHandle.owner(of: request?.pointee.handle, as: ConnectAttempt.self)?.didConnect(status)
        }
        switch address.endpoint {
        case .tcp(let host, let port), .tls(let host, let port):
            let bound = source.map { SocketAddress.withSystemAddress($0, 0) { uv_tcp_bind(handle.tcp, $0, 0) } } ?? 0
            let status =
                bound < 0
                ? bound : SocketAddress.withSystemAddress(host, port) { uv_tcp_connect(request, handle.tcp, $0, done) }
            if status < 0 { return fail(EventLoopError(status: status, "connecting to \(address)")) }
        case .unix(let path):
            uv_pipe_connect(request, handle.pipe, path, done)
        }
        deadline = loop.schedule(after: timeout) { [weak self] in
            guard let self else { return }
            fail(EventLoopError(.timedOut, "connecting to \(address) failed: no answer within \(timeout)"))
        }
    }

    private func didConnect(_ status: Int32) {
        guard failure == nil else { return }
        guard status == 0 else { return fail(EventLoopError(status: status, "connecting to \(address)")) }
        // Not before: what was in force at the beginning may be worth nothing by now.
        let tls: TLSMachine?
        do throws(EventLoopError) {
            tls = try credentials?.machine(.client, "connecting to \(address)")
        } catch {
            return fail(error)
        }
        deadline?.cancel()
        deadline = nil
        let done = completion
        completion = nil
        // The handle has a new owner from here on.
        done?(.success(Connection(handle, on: loop, peer: address.active, limits: limits, tls: tls)))
    }

    fileprivate func fail(_ error: EventLoopError) {
        guard failure == nil, completion != nil else { return }
        failure = error
        deadline?.cancel()
        deadline = nil
        handle.close()
    }

    func loopIsStopping() {
        fail(EventLoopError(.loopStopped, "connecting to \(address) failed: the event loop stops"))
    }

    func handleDidClose() {
        guard let failure, let done = completion else { return }
        completion = nil
        done(.failure(failure))
    }
}

extension EventLoop {
    /// Dials `address` and calls `completion` exactly once, in a later turn of the loop: with a connection that waits
    /// to be started, or with why there is none: `.connectionRefused`, `.timedOut` after `timeout`, `.tlsNotConfigured`…
    ///
    /// Over TLS the connection is there before the handshake, which begins when it is started.
    ///
    /// - Parameter source: the address of this machine to dial from; nil leaves it to the system.
    @discardableResult
    public func connect(
        to address: SocketAddress, from source: IPAddress? = nil, timeout: Duration,
        limits: WriteLimits = WriteLimits(), tls: TLSCredentials? = nil,
        completion: @escaping (Result<Connection, EventLoopError>) -> Void
    ) -> ConnectAttempt {
        requireLoopThread()
        let handle = if case .unix = address.endpoint { UVHandle.pipe(on: uvLoop) } else { UVHandle.tcp(on: uvLoop) }
        let credentials = Result { () throws(EventLoopError) in
            try address.credentials(tls, "connecting to \(address)")
        }
        let attempt = ConnectAttempt(
            handle, on: self, to: address, from: source, limits: limits, credentials: (try? credentials.get()) ?? nil,
            completion: completion)
        switch credentials {
        case .success: attempt.begin(within: timeout)
        case .failure(let error): attempt.fail(error)
        }
        return attempt
    }
}
