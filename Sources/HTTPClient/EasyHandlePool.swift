import Synchronization

/// Idle handles, so that calls in a row reuse their connections.
final class EasyHandlePool: Sendable {
    private static let maximumIdle = 8
    private let idle = Mutex<[EasyHandle]>([])

    func take() throws(HTTPClientError) -> EasyHandle {
        if let handle = idle.withLock({ $0.popLast() }) { return handle }
        return try EasyHandle()
    }

    func give(back handle: EasyHandle) {
        idle.withLock { if $0.count < Self.maximumIdle { $0.append(handle) } }
    }
}
