public import NetworkTypes
public import OpenFlow

extension SwitchAgent {
    /// By their numbers.
    public var ports: [Port] { state.ports.keys.sorted().compactMap { state.ports[$0] } }

    /// A port comes, or is another now; who wants to know is told.
    public mutating func setPort(_ port: Port, at now: MonotonicTime) -> [Action] {
        self.now = max(self.now, now)
        let old = state.ports.updateValue(port, forKey: port.number)
        if old != port { tell(PortStatus(reason: old == nil ? .added : .modified, port: port)) }
        return taken()
    }

    /// A port goes. Flows that name it stay, as in Open vSwitch.
    public mutating func removePort(_ number: PortNumber, at now: MonotonicTime) -> [Action] {
        self.now = max(self.now, now)
        if let port = state.ports.removeValue(forKey: number) { tell(PortStatus(reason: .deleted, port: port)) }
        return taken()
    }

    mutating func tell(_ status: PortStatus) {
        for (number, session) in sessions
        where session.wants(.portStatusPrimary, .portStatusSecondary, reason: status.reason.rawValue) {
            sessions[number]?.send(.portStatus(status), xid: 0)
        }
    }
}
