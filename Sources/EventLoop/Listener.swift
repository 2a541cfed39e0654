import CUV
import Glibc
public import TLS

/// A socket that accepts connections; `EventLoop.listen` makes it. It is open until it is closed or the loop stops,
/// kept or not.
///
/// `@unchecked Sendable`: used on the loop thread only, which is checked.
public final class Listener: UVHandleOwner, @unchecked Sendable {
    private let loop: EventLoop
    private let limits: ListenerLimits
    private let handle: UVHandle
    private let tls: TLSCredentials?
    private var makeRoom: ((SocketAddress?) -> Bool)?
    private var onEvent: ((ListenerEvent) -> Void)?

    /// Where it listens, with the port that it was given when it asked for any.
    public let address: SocketAddress
    /// How many connections that it accepted are open.
    public var openConnections: Int {
        loop.requireLoopThread()
        return accepted
    }

    private var accepted = 0

    fileprivate init(
        _ handle: UVHandle, on loop: EventLoop, address: SocketAddress, limits: ListenerLimits, tls: TLSCredentials?,
        makeRoom: @escaping (SocketAddress?) -> Bool, onEvent: @escaping (ListenerEvent) -> Void
    ) throws(EventLoopError) {
        self.loop = loop
        self.tls = tls
        self.limits = limits
        self.handle = handle
        self.makeRoom = makeRoom
        self.onEvent = onEvent
        let status = uv_listen(handle.stream, limits.backlog) { stream, status in
            UVHandle.owner(of: stream, as: Listener.self)?.didConnect(status)
        }
        guard status == 0 else { throw EventLoopError(status: status, "listening on \(address)") }
        if handle.isTCP {
            let bound = try SocketAddress(of: handle, passive: true) { uv_tcp_getsockname(handle.tcp, $0, &$1) }
            self.address = tls == nil ? bound : bound.overTLS
        } else {
            self.address = address
        }
        handle.owner = self
    }

    /// Stops listening; a Unix-domain socket's file is removed. Connections that it accepted stay. More calls do
    /// nothing.
    public func close() {
        loop.requireLoopThread()
        handle.close()
    }

    func loopIsStopping() { handle.close() }
    func handleDidClose() {
        makeRoom = nil
        onEvent = nil
    }

    private func didConnect(_ status: Int32) {
        guard status == 0 else {
            onEvent?(.failed(EventLoopError(status: status, "accepting on \(address)")))
            return
        }
        do throws(EventLoopError) {
            let connection = try accept()
            // A connection that was closed to make room is counted until the next turn, and its descriptor free already.
            guard accepted < limits.connections || makeRoom?(connection.peer) == true else {
                connection.close(.local)
                onEvent?(.refused(peerAddress: connection.peerAddress))
                return
            }
            accepted += 1
            connection.whenClosed { [weak self] in self?.accepted -= 1 }
            onEvent?(.accepted(connection))
        } catch {
            onEvent?(.failed(error))
        }
    }

    private func accept() throws(EventLoopError) -> Connection {
        let client = handle.isTCP ? UVHandle.tcp(on: loop.uvLoop) : UVHandle.pipe(on: loop.uvLoop)
        do throws(EventLoopError) {
            let status = uv_accept(handle.stream, client.stream)
            guard status == 0 else { throw EventLoopError(status: status, "accepting on \(address)") }
            var peer: SocketAddress?
            if client.isTCP {
                peer = try SocketAddress(of: client, passive: false) { uv_tcp_getpeername(client.tcp, $0, &$1) }
            }
            let machine = try tls?.machine(.server, "accepting on \(address)")
            if machine != nil { peer = peer?.overTLS }
            return Connection(client, on: loop, peer: peer, limits: limits.write, tls: machine)
        } catch {
            client.close()
            throw error
        }
    }
}

extension EventLoop {
    /// Listens on `address`, given in the active or the passive form, and reports who connects.
    ///
    /// On a Unix-domain socket owner and group may connect; a socket file that nobody listens on any more is replaced.
    /// Throws when the system refuses the address, `.addressInUse` for example, `.tlsNotConfigured` for TLS without
    /// credentials that can be used, and `.loopStopped` while the loop stops.
    ///
    /// - Parameters:
    ///   - tls: for addresses over TLS; each connection begins with what is in force then.
    ///   - makeRoom: asked when a peer connects while as many connections are open as the limits allow. It closes one of
    ///     them and returns true, and the peer is accepted; or it returns false, and the peer is refused.
    @discardableResult
    public func listen(
        on address: SocketAddress, limits: ListenerLimits = ListenerLimits(), tls: TLSCredentials? = nil,
        makeRoom: @escaping (SocketAddress?) -> Bool = { _ in false }, onEvent: @escaping (ListenerEvent) -> Void
    ) throws(EventLoopError) -> Listener {
        requireLoopThread()
        if isStopping { throw EventLoopError(.loopStopped, "listening on \(address) failed: the event loop stops") }
        let credentials = try address.credentials(tls, "listening on \(address)")
        let handle = try bind(to: address)
        do throws(EventLoopError) {
            return try Listener(
                handle, on: self, address: address, limits: limits, tls: credentials, makeRoom: makeRoom,
                onEvent: onEvent)
        } catch {
            handle.close()
            throw error
        }
    }

    private func bind(to address: SocketAddress) throws(EventLoopError) -> UVHandle {
        let handle: UVHandle
        var status: Int32
        switch address.endpoint {
        case .tcp(let host, let port), .tls(let host, let port):
            handle = UVHandle.tcp(on: uvLoop)
            status = SocketAddress.withSystemAddress(host, port) { uv_tcp_bind(handle.tcp, $0, 0) }
        case .unix(let path):
            handle = UVHandle.pipe(on: uvLoop)
            status = uv_pipe_bind(handle.pipe, path)
            if status == UV_EADDRINUSE.rawValue, UnixSocketFile.removeIfStale(path) {
                status = uv_pipe_bind(handle.pipe, path)
            }
            // Nobody can connect before the socket listens, so the mode is in force in time.
            if status == 0, chmod(path, 0o660) != 0 { status = -errno }
        }
        guard status == 0 else {
            handle.close()
            throw EventLoopError(status: status, "listening on \(address)")
        }
        return handle
    }
}
