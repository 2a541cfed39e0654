import NetworkTypes

/// How a packet goes to the controller: NXAST_CONTROLLER and the properties of NXAST_CONTROLLER2.
public struct ControllerOptions: Hashable, Sendable {
    /// Bytes of the packet; 0xffff: all.
    public var maxLength: UInt16
    /// The controller connection with this id, as NXT_SET_CONTROLLER_ID gave it; zero: those without one.
    public var controllerID: UInt16
    /// OFPR_* that packet-in shows; 1 is an action's own.
    public var reason: UInt8
    /// Comes back in packet-in.
    public var userdata: [UInt8]
    /// Stops the packet's way until the controller resumes it (NXT_RESUME).
    public var pauses: Bool
    public var meter: UInt32?

    public init(
        maxLength: UInt16 = 0xffff, controllerID: UInt16 = 0, reason: UInt8 = 1, userdata: [UInt8] = [],
        pauses: Bool = false, meter: UInt32? = nil
    ) {
        self.maxLength = maxLength
        self.controllerID = controllerID
        self.reason = reason
        self.userdata = userdata
        self.pauses = pauses
        self.meter = meter
    }

    /// The shortest action that says the same.
    var action: Action {
        guard controllerID == 0, reason == 1, !pauses else { return .controllerWith(self) }
        if userdata.isEmpty, meter == nil { return .output(.controller, maxLength: maxLength) }
        return .controller(maxLength: maxLength, userdata: userdata, meter: meter)
    }
}
