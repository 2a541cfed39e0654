import CUV

/// A thread of the process that does one piece of work and is waited for.
public struct NamedThread: Sendable {
    private final class Work: Sendable {
        let name: String
        let body: @Sendable () -> Void

        init(_ name: String, _ body: @escaping @Sendable () -> Void) {
            self.name = name
            self.body = body
        }
    }

    private let thread: uv_thread_t

    /// Starts it.
    ///
    /// - Parameters:
    ///   - name: as `ps -L` shows it; the kernel keeps 15 bytes.
    ///   - stackBytes: as many as the process's limit says when nil; only what is touched costs memory.
    public init(
        name: String, stackBytes: Int? = nil, _ body: @escaping @Sendable () -> Void
    ) throws(EventLoopError) {
        var started = uv_thread_t()
        var options = uv_thread_options_t()
        if let stackBytes {
            options.flags = UInt32(UV_THREAD_HAS_STACK_SIZE.rawValue)
            options.stack_size = stackBytes
        }
        let work = Unmanaged.passRetained(Work(name, body))
        let status = uv_thread_create_ex(
            &started, &options,
            { argument in
                guard let argument else { return }
                let work = Unmanaged<Work>.fromOpaque(argument).takeRetainedValue()
                weft_name_thread(work.name)
                work.body()
            }, work.toOpaque())
        guard status == 0 else {
            work.release()
            throw EventLoopError(status: status, "starting the thread \(name)")
        }
        thread = started
    }

    /// Waits until the work is done; called once, and not by the thread itself.
    public func join() {
        var thread = thread
        uv_thread_join(&thread)
    }
}
