import Glibc

/// The two programs that make a host.
public enum LabDaemon: String, Hashable, Sendable, CaseIterable, Codable {
    case database = "ovsdb-server"
    case `switch` = "ovs-vswitchd"
}

extension Lab {
    /// The process id of a host's daemon; nil when it does not run.
    ///
    /// A pid file may be older than the process that has the number now: only one of this lab's daemons counts.
    public func pid(of daemon: LabDaemon, on host: String) -> Int32? {
        let text = String(decoding: readFile("\(names.runDirectory(host))/\(daemon.rawValue).pid"), as: UTF8.self)
        guard let pid = pid_t(text.filter(\.isNumber)), pid > 1, ProcessTable.command(pid) == daemon.rawValue,
            ProcessTable.isMarked(pid, lab: name)
        else { return nil }
        return pid
    }
}
