public import NetworkTypes

/// OFPFC_*, OpenFlow 1.5.1 section 7.3.4.2.
public enum FlowCommand: UInt8, Hashable, Sendable {
    case add = 0
    case modify = 1
    case modifyStrict = 2
    case delete = 3
    case deleteStrict = 4
}

/// A flow_mod: a flow and what is to be done with it.
public struct FlowModification: Hashable, Sendable {
    public var command: FlowCommand
    public var flow: Flow
    /// Bits of the flow's cookie that must agree for modify and delete; zero: any cookie.
    public var cookieMask: UInt64
    /// Deletes only flows that output to this port.
    public var outPort: PortNumber
    /// Deletes only flows that use this group; 0xffffffff: any.
    public var outGroup: UInt32
    /// A packet that the switch holds; 0xffffffff: none. Open vSwitch holds none.
    public var buffer: UInt32

    public init(
        _ command: FlowCommand, _ flow: Flow, cookieMask: UInt64 = 0, outPort: PortNumber = .any,
        outGroup: UInt32 = 0xffff_ffff, buffer: UInt32 = 0xffff_ffff
    ) {
        self.command = command
        self.flow = flow
        self.cookieMask = cookieMask
        self.outPort = outPort
        self.outGroup = outGroup
        self.buffer = buffer
    }
}
