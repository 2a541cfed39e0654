/// What a lab shall consist of.
public struct LabSpec: Hashable, Sendable {
    /// What moves the packets on the hosts.
    public enum Datapath: String, Hashable, Sendable, Codable {
        /// Open vSwitch's userspace datapath: real packets between namespaces.
        case userspace
        /// No packets at all: switches and ports exist for OVSDB and OpenFlow only, for tests of scale.
        case dummy
    }

    /// How host and controller find each other.
    public enum Join: Hashable, Sendable {
        /// The host dials the controller, as after `ovs-vsctl set-manager`. Nil means port 6640 of 172.30.0.1.
        case listen(manager: String?)
        /// The host listens on port 6640 and the controller dials it.
        case dial
    }

    public var hosts: [String]
    public var nics: [LabNIC]
    public var datapath: Datapath
    public var join: Join
    /// A directory of `weft pki`: hosts and controller speak TLS with its certificates, and what it lacks is made.
    /// Nil: clear text.
    public var ssl: String?

    public init(
        hosts: [String], nics: [LabNIC] = [], datapath: Datapath = .userspace, join: Join = .listen(manager: nil),
        ssl: String? = nil
    ) {
        self.hosts = hosts
        self.nics = nics
        self.datapath = datapath
        self.join = join
        self.ssl = ssl
    }

    /// The target for `ovs-vsctl set-manager`.
    public var managerTarget: String {
        switch join {
        case .listen(let manager): manager ?? (ssl == nil ? "tcp:" : "ssl:") + "\(LabAddresses.controller):6640"
        case .dial: (ssl == nil ? "ptcp" : "pssl") + ":6640:0.0.0.0"
        }
    }

    /// Throws `invalid` for a name that is taken twice or not allowed, and `not-found` for a host that is not listed.
    public func check() throws(LabError) {
        var hostNames = Set<String>()
        for host in hosts {
            try LabNames.check(host, "host")
            guard !LabNode.reservedNames.contains(host) else {
                throw LabError(.invalid, "the name \(host) is reserved")
            }
            guard hostNames.insert(host).inserted else { throw LabError(.invalid, "host \(host) is declared twice") }
        }
        try Self.check(nics, hosts: hostNames)
        guard managerTarget.utf8.allSatisfy({ (0x21...0x7e).contains($0) }) else {
            throw LabError(.invalid, "`\(managerTarget)` is not a manager target", hint: "tcp:172.30.0.1:6640")
        }
    }

    static func check(_ nics: [LabNIC], hosts: Set<String>) throws(LabError) {
        var homes: [String: String] = [:]
        var seen = Set<String>()
        for nic in nics {
            try nic.check()
            guard !hosts.contains(nic.vm), !LabNode.reservedNames.contains(nic.vm) else {
                throw LabError(.invalid, "the name \(nic.vm) is taken by a host or reserved")
            }
            guard hosts.contains(nic.host) else {
                throw LabError(.notFound, "VM \(nic.vm): there is no host \(nic.host)")
            }
            guard seen.insert("\(nic.vm)/\(nic.index)").inserted else {
                throw LabError(.invalid, "VM \(nic.vm): index \(nic.index) is declared twice")
            }
            guard homes.updateValue(nic.host, forKey: nic.vm) ?? nic.host == nic.host else {
                throw LabError(.invalid, "VM \(nic.vm): its interfaces are on different hosts")
            }
        }
    }
}
