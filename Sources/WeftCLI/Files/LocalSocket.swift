import Glibc

/// Why nobody answers on a socket in the file system: libcurl speaks of hosts and ports only.
enum LocalSocket {
    /// A sentence for the address of a local server; nil for other addresses.
    static func problem(_ address: String) -> String? {
        guard address.hasPrefix("unix:") || address.hasPrefix("/") else { return nil }
        let path = address.hasPrefix("unix:") ? String(address.dropFirst("unix:".count)) : address
        guard access(path, W_OK) == 0 else { return String(cString: strerror(errno)) }
        return "nobody listens there"
    }
}
