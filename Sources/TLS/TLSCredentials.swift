import Synchronization

/// The context in force, which can be exchanged while connections stand: each keeps the one that it began with.
///
/// From any thread.
public final class TLSCredentials: Sendable {
    public let files: TLSFiles
    private let current: Mutex<Result<TLSContext, TLSError>>

    /// Reads the files; what is wrong with them is told by `context`.
    public init(_ files: TLSFiles) {
        self.files = files
        current = Mutex(Self.read(files))
    }

    /// What new connections begin with. Throws why there is nothing to begin with.
    public func context() throws(TLSError) -> TLSContext { try current.withLock { $0 }.get() }

    /// Reads the files again and takes what they say for new connections.
    ///
    /// Throws when they cannot be used; then the last context that was fine stays in force.
    @discardableResult
    public func reload() throws(TLSError) -> TLSContext {
        let fresh = Self.read(files)
        current.withLock { present in
            if case .failure = fresh, case .success = present { return }
            present = fresh
        }
        return try fresh.get()
    }

    private static func read(_ files: TLSFiles) -> Result<TLSContext, TLSError> {
        Result { () throws(TLSError) in try TLSContext(files) }
    }
}
