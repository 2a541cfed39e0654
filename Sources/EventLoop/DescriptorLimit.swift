import Glibc

/// How many files and sockets the process may have open.
public enum DescriptorLimit {
    /// Raises the limit to what the system allows the process. What it gets without asking, 1024 as a rule, is meant for
    /// programs that call `select`, and is less than the connections that the listeners let in.
    public static func raise() {
        var limit = rlimit()
        guard getrlimit(__rlimit_resource_t(RLIMIT_NOFILE.rawValue), &limit) == 0 else { return }
        limit.rlim_cur = limit.rlim_max
        // The limit stays where it is if that is refused; listeners tell of connections that they cannot accept.
        _ = setrlimit(__rlimit_resource_t(RLIMIT_NOFILE.rawValue), &limit)
    }
}
