import CUV

/// Who a libuv handle belongs to. Both are called on the loop thread.
protocol UVHandleOwner: AnyObject {
    /// The loop is ending: close the handle.
    func loopIsStopping()
    /// libuv has let go of the handle. Called once; nothing of the handle may be used any more.
    func handleDidClose()
}

/// One libuv handle: its memory, its owner and its end.
///
/// libuv holds a reference to this object in the handle's `data`, taken when the handle is set up and given back when
/// libuv has closed it, and this object holds its owner: an open socket lives without anybody else keeping it. This is
/// the only file where what a libuv callback brings becomes an object.
///
/// Used on the loop thread only; `@unchecked Sendable` because the wake-up handle stands in the loop's locked state.
final class UVHandle: @unchecked Sendable {
    private let memory: UnsafeMutableRawPointer
    private(set) var isClosing = false
    var owner: (any UVHandleOwner)?

    /// Throws what libuv answers; then nothing is left behind.
    private init(_ type: uv_handle_type, setUp: (UnsafeMutableRawPointer) -> Int32) throws(EventLoopError) {
        memory = .allocate(byteCount: uv_handle_size(type), alignment: 16)
        let status = setUp(memory)
        guard status == 0 else {
            memory.deallocate()
            throw EventLoopError(status: status, "setting up a libuv handle")
        }
        uv_handle_set_data(base, Unmanaged.passRetained(self).toOpaque())
    }

    static func timer(on loop: UnsafeMutablePointer<uv_loop_t>) -> UVHandle {
        inMemory(UV_TIMER) { uv_timer_init(loop, $0.assumingMemoryBound(to: uv_timer_t.self)) }
    }

    static func tcp(on loop: UnsafeMutablePointer<uv_loop_t>) -> UVHandle {
        inMemory(UV_TCP) { uv_tcp_init(loop, $0.assumingMemoryBound(to: uv_tcp_t.self)) }
    }

    static func pipe(on loop: UnsafeMutablePointer<uv_loop_t>) -> UVHandle {
        inMemory(UV_NAMED_PIPE) { uv_pipe_init(loop, $0.assumingMemoryBound(to: uv_pipe_t.self), 0) }
    }

    /// A handle that libuv sets up without asking the system for anything: it has no way to fail.
    private static func inMemory(_ type: uv_handle_type, setUp: (UnsafeMutableRawPointer) -> Int32) -> UVHandle {
        do throws(EventLoopError) {
            return try UVHandle(type, setUp: setUp)
        } catch {
            preconditionFailure("libuv sets up timers and unconnected sockets without failing: \(error)")
        }
    }

    static func wakeUp(
        on loop: UnsafeMutablePointer<uv_loop_t>, _ callback: @escaping uv_async_cb
    ) throws(EventLoopError) -> UVHandle {
        try UVHandle(UV_ASYNC) { uv_async_init(loop, $0.assumingMemoryBound(to: uv_async_t.self), callback) }
    }

    var isTCP: Bool { uv_handle_get_type(base) == UV_TCP }
    var base: UnsafeMutablePointer<uv_handle_t> { pointer(to: uv_handle_t.self) }
    var stream: UnsafeMutablePointer<uv_stream_t> { pointer(to: uv_stream_t.self) }
    var tcp: UnsafeMutablePointer<uv_tcp_t> { pointer(to: uv_tcp_t.self) }
    var pipe: UnsafeMutablePointer<uv_pipe_t> { pointer(to: uv_pipe_t.self) }
    var timer: UnsafeMutablePointer<uv_timer_t> { pointer(to: uv_timer_t.self) }
    var async: UnsafeMutablePointer<uv_async_t> { pointer(to: uv_async_t.self) }

    /// Every handle type of libuv begins with the members of `uv_handle_t`, and this object allocated room for the
    /// type that it was set up as.
    private func pointer<T>(to type: T.Type) -> UnsafeMutablePointer<T> {
        precondition(!isClosing, "a libuv handle is not used after it was closed")
        return memory.assumingMemoryBound(to: type)
    }

    /// Closes the handle; the owner hears `handleDidClose` in a later turn of the loop. More calls do nothing.
    func close() {
        guard !isClosing else { return }
        let handle = base
        isClosing = true
        uv_close(handle) { closed in
            guard let data = uv_handle_get_data(closed) else { return }
            Unmanaged<UVHandle>.fromOpaque(data).takeRetainedValue().finish()
        }
    }

    private func finish() {
        memory.deallocate()
        let last = owner
        owner = nil
        last?.handleDidClose()
    }

    /// The owner of the handle that a libuv callback came with; nil when it has another type by now.
    static func owner<Owner: UVHandleOwner>(of handle: UnsafeMutableRawPointer?, as type: Owner.Type) -> Owner? {
        find(handle)?.owner as? Owner
    }

    /// Tells the owner of every open handle of the loop that it ends.
    static func stopAll(on loop: UnsafeMutablePointer<uv_loop_t>) {
        uv_walk(
            loop,
            { handle, _ in
                guard let found = UVHandle.find(handle), !found.isClosing else { return }
                found.owner?.loopIsStopping()
            }, nil)
    }

    private static func find(_ handle: UnsafeMutableRawPointer?) -> UVHandle? {
        guard let handle, let data = uv_handle_get_data(handle.assumingMemoryBound(to: uv_handle_t.self)) else {
            return nil
        }
        return Unmanaged<UVHandle>.fromOpaque(data).takeUnretainedValue()
    }
}
