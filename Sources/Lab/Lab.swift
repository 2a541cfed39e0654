import Glibc

/// Hosts with Open vSwitch, VMs and a place for the controller, as network namespaces on this machine.
///
/// ```
///   ctl 172.30.0.1 ──┐                        management 172.30.0.0/16, a Linux bridge in namespace `net`
///   kvm1 eth0 .11 ───┤
///   kvm2 eth0 .12 ───┘
///   kvm1 eth1 ─ br-phy 172.31.0.11 ──┐        underlay 172.31.0.0/16 and fd00:172:31::/64, another bridge
///   kvm2 eth1 ─ br-phy 172.31.0.12 ──┘
///   VM eth0 ── br-int of its host             wired as libvirt does it; flows are the controller's business
/// ```
///
/// A host runs its own `ovsdb-server` and `ovs-vswitchd` with `br-phy` on the userspace datapath, and a manager target
/// that leads to the controller. `br-int` is Weft's; only when a VM is added before Weft has made it, the lab creates it
/// (secure fail mode), because libvirt also needs the bridge to exist.
///
/// A `Lab` holds nothing but its name: the truth is under `/run/weft-lab/NAME`, so several processes may work on one lab.
/// Operations exclude each other and repeat harmlessly. They block the calling thread. Root is needed.
public final class Lab: Sendable {
    public let name: String
    let names: LabNames

    /// - Parameter name: 1 to 24 of a-z, 0-9 and `-`; labs of different names live side by side.
    public init(name: String = "weft") throws(LabError) {
        try LabNames.check(name, "lab")
        self.name = name
        names = LabNames(lab: name)
    }

    /// Whether this machine can carry a lab; a sentence saying what is missing if not.
    public static func missingPrerequisite() -> String? {
        guard geteuid() == 0 else { return "a lab needs root" }
        let programs = ["ip", "ovsdb-tool", "ovsdb-server", "ovs-vswitchd", "ovs-vsctl", "ovs-appctl", "ethtool"]
        let missing = programs.filter { program in
            !["/usr/sbin", "/usr/bin", "/sbin", "/bin"].contains { access("\($0)/\(program)", X_OK) == 0 }
        }
        guard missing.isEmpty else { return "not installed: \(missing.joined(separator: ", "))" }
        return nil
    }

    /// Whether the lab has a state, that is, was brought up and not taken down.
    public var isUp: Bool { LabState.load(names) != nil }

    /// The network namespace of a node, as `ip netns` knows it.
    public func namespace(of node: LabNode) -> String { names.namespace(node) }

    /// Where a host's database, sockets, pid files and logs are.
    public func runDirectory(of host: String) -> String { names.runDirectory(host) }

    /// The node with that name: `ctl`, `net`, a host or a VM.
    public func node(named name: String) throws(LabError) -> LabNode {
        let state = try loadedState()
        if name == "ctl" { return .controller }
        if name == "net" { return .network }
        if state.hosts.contains(where: { $0.name == name }) { return .host(name) }
        if state.nics.contains(where: { $0.vm == name }) { return .vm(name) }
        throw LabError(
            .notFound, "there is no host or VM \(name)", hint: "`weft-lab status` lists them; ctl and net exist")
    }

    func loadedState() throws(LabError) -> LabState {
        guard let state = LabState.load(names) else {
            throw LabError(.notFound, "lab \(name) is not up", hint: "weft-lab up --hosts 2 --vms 4")
        }
        return state
    }

    /// Runs a change under the lab's lock, after removing what a killed operation may have left.
    func change(_ body: (inout LabState) throws(LabError) -> Void) throws(LabError) {
        let lock = try LabLock(names)
        defer { withExtendedLifetime(lock) {} }
        guard var state = LabState.load(names) else {
            lock.removeFile()
            throw LabError(.notFound, "lab \(name) is not up", hint: "weft-lab up --hosts 2 --vms 4")
        }
        guard !state.pending.isWhole else {
            throw LabError(
                .conflict, "lab \(name) is only half there: an `up` was interrupted",
                hint: "repeat `weft-lab up`, or `weft-lab down`")
        }
        try recover(&state)
        try body(&state)
    }
}
