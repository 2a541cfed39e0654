import CMicroHTTPD
import Glibc
import Synchronization

/// Owner of one MHD daemon: one listening socket and the library's thread that serves it.
final class Daemon: @unchecked Sendable {
    // Unchecked: the library locks its daemon itself; `stop` is called once, by the server, under its lock.
    private let daemon: OpaquePointer
    private let server: Unmanaged<ServerState>
    private let listener: ListeningSocket
    private let isQuiet = Atomic(false)

    init(_ listener: ListeningSocket, server state: ServerState) throws(HTTPServerError) {
        let limits = state.limits
        var settings = weft_mhd_settings(
            connections: UInt32(clamping: limits.connections),
            connections_per_address: UInt32(clamping: limits.connectionsPerAddress),
            idle_seconds: UInt32(clamping: max(1, limits.idleTimeout.components.seconds)),
            header_bytes: limits.headerBytes)
        let server = Unmanaged.passRetained(state)
        guard
            let daemon = weft_mhd_start(
                listener.descriptor, &settings, onRequest, onCompleted, onConnection, server.toOpaque())
        else {
            let reason = String(cString: strerror(errno))
            server.release()
            throw HTTPServerError(.system, "cannot serve \(listener.endpoint): \(reason)")
        }
        self.daemon = daemon
        self.server = server
        self.listener = listener
    }

    /// Accepts no more connections; those that wait in the kernel's queue see nothing yet.
    func quiesce() {
        if !isQuiet.exchange(true, ordering: .relaxed) { MHD_quiesce_daemon(daemon) }
    }

    /// Ends all connections and the thread. Nothing may be suspended any more.
    func stop() {
        // A daemon that was not quiesced closes the listening socket, which is ours.
        quiesce()
        MHD_stop_daemon(daemon)
        listener.close()
        server.release()
    }
}

/// Called with the headers, then for each piece of the body, then at its end, then after each resumption.
private func onRequest(
    _ server: UnsafeMutableRawPointer?, _ connection: OpaquePointer?, _ path: UnsafePointer<CChar>?,
    _ method: UnsafePointer<CChar>?, _: UnsafePointer<CChar>?, _ upload: UnsafePointer<CChar>?,
    _ uploadSize: UnsafeMutablePointer<Int>?, _ request: UnsafeMutablePointer<UnsafeMutableRawPointer?>?
) -> MHD_Result {
    guard let server, let connection, let path, let method, let uploadSize, let request else { return .NO }
    guard let context = request.pointee.map({ Unmanaged<RequestContext>.fromOpaque($0).takeUnretainedValue() }) else {
        guard let client = weft_mhd_socket_context(connection) else { return .NO }
        let context = RequestContext(
            server: Unmanaged<ServerState>.fromOpaque(server).takeUnretainedValue(),
            connection: Unmanaged<ClientConnection>.fromOpaque(client).takeUnretainedValue())
        request.pointee = Unmanaged.passRetained(context).toOpaque()
        return context.begin(connection, method: method, path: path)
    }
    guard uploadSize.pointee > 0 else { return context.proceed(connection) }
    let result = context.receive(UnsafeRawBufferPointer(start: upload, count: uploadSize.pointee))
    uploadSize.pointee = 0
    return result
}

private func onCompleted(
    _: UnsafeMutableRawPointer?, _: OpaquePointer?, _ request: UnsafeMutablePointer<UnsafeMutableRawPointer?>?,
    _: MHD_RequestTerminationCode
) {
    guard let context = request?.pointee else { return }
    request?.pointee = nil
    Unmanaged<RequestContext>.fromOpaque(context).takeRetainedValue().end()
}

private func onConnection(
    _ server: UnsafeMutableRawPointer?, _ connection: OpaquePointer?,
    _ context: UnsafeMutablePointer<UnsafeMutableRawPointer?>?, _ code: MHD_ConnectionNotificationCode
) {
    guard let server, let connection, let context else { return }
    let state = Unmanaged<ServerState>.fromOpaque(server).takeUnretainedValue()
    if code == .CONNECTION_NOTIFY_STARTED {
        let client = ClientConnection(socket: weft_mhd_socket(connection))
        context.pointee = Unmanaged.passRetained(client).toOpaque()
        state.add(client)
    } else if let closed = context.pointee {
        context.pointee = nil
        let client = Unmanaged<ClientConnection>.fromOpaque(closed).takeRetainedValue()
        client.closed()
        state.remove(client)
    }
}
