import Glibc

/// Functions of glibc that Swift's `Glibc` module hides because headers declare them only with `_GNU_SOURCE`.
///
/// They are looked up by name; every glibc since 2.34 has them (Debian 12 has 2.36).
enum GNUFunctions {
    private typealias SetNS = @convention(c) (Int32, Int32) -> Int32
    private typealias MemFDCreate = @convention(c) (UnsafePointer<CChar>, UInt32) -> Int32
    private typealias AddCloseFrom =
        @convention(c) (UnsafeMutablePointer<posix_spawn_file_actions_t>, Int32) -> Int32

    /// `CLONE_NEWNET`, from `sched.h`.
    private static let networkNamespace: Int32 = 0x4000_0000
    /// `MFD_CLOEXEC | MFD_ALLOW_SEALING`, from `linux/memfd.h`.
    private static let sealable: UInt32 = 0x1 | 0x2
    /// `F_ADD_SEALS` and `F_SEAL_GROW`, from `linux/fcntl.h`.
    private static let addSeals: Int32 = 1033
    private static let sealGrow: Int32 = 0x4

    private static func lookup<F>(_ name: String, as type: F.Type) throws(LabError) -> F {
        guard let symbol = dlsym(nil, name) else {
            throw LabError(.notSupported, "the C library has no \(name)", hint: "glibc 2.34 or later is needed")
        }
        return unsafeBitCast(symbol, to: type)
    }

    /// Moves the calling thread, and only it, into the network namespace behind `descriptor`: setns(2).
    static func enterNetworkNamespace(_ descriptor: Int32) throws(LabError) {
        let setns = try lookup("setns", as: SetNS.self)
        guard setns(descriptor, networkNamespace) == 0 else { throw systemError("setns") }
    }

    /// An anonymous file in memory; with a limit, writes beyond that many bytes fail: memfd_create(2).
    static func anonymousFile(_ name: String, limit: Int? = nil) throws(LabError) -> Int32 {
        let create = try lookup("memfd_create", as: MemFDCreate.self)
        let file = create(name, sealable)
        guard file >= 0 else { throw systemError("memfd_create") }
        if let limit {
            guard ftruncate(file, limit) == 0, fcntl(file, addSeals, sealGrow) == 0 else {
                close(file)
                throw systemError("memfd seal")
            }
        }
        return file
    }

    /// Has the child close every descriptor from `first` on, whoever in this process opened it.
    static func closeAll(
        from first: Int32, in actions: inout posix_spawn_file_actions_t
    ) throws(LabError) {
        let add = try lookup("posix_spawn_file_actions_addclosefrom_np", as: AddCloseFrom.self)
        guard add(&actions, first) == 0 else { throw systemError("posix_spawn_file_actions_addclosefrom_np") }
    }
}

/// The error of the system call that has just failed.
func systemError(_ call: String) -> LabError {
    LabError(.commandFailed, "\(call): \(String(cString: strerror(errno)))")
}
