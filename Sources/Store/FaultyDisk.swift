import CSQLite
import Glibc
import Synchronization

/// A disk that fails as a test wants it to: SQLite's own access to files, but for writing and for waiting until bytes are on
/// the disk (https://www.sqlite.org/vfs.html).
public final class FaultyDisk: Sendable {
    public enum Fault: Hashable, Sendable {
        /// From the nth write or wait on all of them fail with EIO; 0 is the next one.
        case failing(after: Int)
        /// As `failing`, but of the first write that fails half the bytes are written.
        case tearing(after: Int)
        /// Every wait for the disk takes so much longer.
        case slow(Duration)
    }

    /// What becomes of one call.
    private enum Verdict: Equatable {
        case pass
        case fail
        case tear
        case delay(Duration)
    }

    /// The name by which SQLite knows it.
    let name: String
    private let fault: Fault
    private let isArmed: @Sendable () -> Bool
    private let calls = Mutex(0)

    private static let instances = Mutex(0)

    /// - Parameter isArmed: asked at every write and wait; while it is false the disk is a good one, and nothing is counted.
    public init(_ fault: Fault, while isArmed: @escaping @Sendable () -> Bool = { true }) {
        self.fault = fault
        self.isArmed = isArmed
        name = Self.instances.withLock { count in
            count += 1
            return "weft-faulty-\(count)"
        }
        register()
    }

    private func verdict(isWrite: Bool) -> Verdict {
        guard isArmed() else { return .pass }
        if case .slow(let duration) = fault { return isWrite ? .pass : .delay(duration) }
        let call = calls.withLock { count in
            defer { count += 1 }
            return count
        }
        return switch fault {
        case .failing(let first): call >= first ? .fail : .pass
        case .tearing(let first): call < first ? .pass : call == first && isWrite ? .tear : .fail
        case .slow: .pass
        }
    }
}

// MARK: - SQLite's side

/// SQLite's record of a way to files, followed by whose it is.
private struct Layer {
    var vfs: sqlite3_vfs
    let disk: Unmanaged<FaultyDisk>
}

/// The methods of one open file, followed by those of the real one.
private struct Methods {
    var table: sqlite3_io_methods
    let real: sqlite3_io_methods
    let disk: Unmanaged<FaultyDisk>
}

private typealias File = UnsafeMutablePointer<sqlite3_file>

extension FaultyDisk {
    /// For the life of the process: connections that use it may outlive everything else.
    private func register() {
        guard let real = sqlite3_vfs_find(nil), let name = strdup(name) else { return }
        var vfs = real.pointee
        vfs.pNext = nil
        vfs.zName = UnsafePointer(name)
        vfs.xOpen = { FaultyDisk.open($0, $1, $2, $3, $4) }
        let layer = UnsafeMutablePointer<Layer>.allocate(capacity: 1)
        layer.initialize(to: Layer(vfs: vfs, disk: .passRetained(self)))
        layer.withMemoryRebound(to: sqlite3_vfs.self, capacity: 1) { _ = sqlite3_vfs_register($0, 0) }
    }

    /// Opens the real file, and puts our methods before its own.
    private static func open(
        _ vfs: UnsafeMutablePointer<sqlite3_vfs>?, _ path: UnsafePointer<CChar>?, _ file: File?, _ flags: Int32,
        _ outFlags: UnsafeMutablePointer<Int32>?
    ) -> Int32 {
        guard let vfs, let file, let open = sqlite3_vfs_find(nil)?.pointee.xOpen else { return SQLITE_CANTOPEN }
        let result = open(vfs, path, file, flags, outFlags)
        guard result == SQLITE_OK, let real = file.pointee.pMethods?.pointee else { return result }
        var table = real
        table.xClose = { FaultyDisk.close($0) }
        table.xWrite = { FaultyDisk.write($0, $1, $2, $3) }
        table.xSync = { FaultyDisk.sync($0, $1) }
        let disk = vfs.withMemoryRebound(to: Layer.self, capacity: 1) { $0.pointee.disk }
        let methods = UnsafeMutablePointer<Methods>.allocate(capacity: 1)
        methods.initialize(to: Methods(table: table, real: real, disk: disk))
        file.pointee.pMethods = UnsafeRawPointer(methods).assumingMemoryBound(to: sqlite3_io_methods.self)
        return result
    }

    private static func methods(of file: File?) -> UnsafePointer<Methods>? {
        file?.pointee.pMethods.map { UnsafeRawPointer($0).assumingMemoryBound(to: Methods.self) }
    }

    private static func close(_ file: File?) -> Int32 {
        guard let methods = methods(of: file) else { return SQLITE_OK }
        let result = methods.pointee.real.xClose?(file) ?? SQLITE_OK
        methods.deallocate()
        return result
    }

    private static func write(_ file: File?, _ bytes: UnsafeRawPointer?, _ count: Int32, _ offset: Int64) -> Int32 {
        guard let methods = methods(of: file), let write = methods.pointee.real.xWrite else {
            return writeError
        }
        switch methods.pointee.disk.takeUnretainedValue().verdict(isWrite: true) {
        case .fail: return writeError
        case .tear:
            _ = write(file, bytes, count / 2, offset)
            return writeError
        case .pass, .delay: return write(file, bytes, count, offset)
        }
    }

    private static func sync(_ file: File?, _ flags: Int32) -> Int32 {
        guard let methods = methods(of: file), let sync = methods.pointee.real.xSync else { return syncError }
        switch methods.pointee.disk.takeUnretainedValue().verdict(isWrite: false) {
        case .fail, .tear: return syncError
        case .delay(let duration):
            usleep(UInt32(clamping: Int64(duration / .microseconds(1))))
            return sync(file, flags)
        case .pass: return sync(file, flags)
        }
    }
}

/// SQLITE_IOERR_WRITE and SQLITE_IOERR_FSYNC, which C spells as shifts.
private let writeError = SQLITE_IOERR | 3 << 8
private let syncError = SQLITE_IOERR | 4 << 8
