extension Field {
    /// What Open vSwitch 3.1 wants of a value that does not have it; nil: it takes the value.
    func whyInvalid(_ value: UInt128) -> String? {
        switch self {
        case .inPort, .actionSetOutput:
            return (0xff00...0xffff_feff).contains(value) ? "a port below 0xff00 or a reserved one" : nil
        case .ctState: return value & ~0xff == 0 ? nil : "flags of connections, the low eight bits"
        case .ipTOS: return value & 3 == 0 ? nil : "a multiple of four"
        case .arpOperation: return value <= 0xff ? nil : "at most 255"
        case .nshMetadataType: return value == 1 || value == 2 ? nil : "1 or 2"
        // It does not look at the bits above these.
        case .tunnelERSPANIndex, .tunnelERSPANVersion, .tunnelERSPANDirection, .tunnelERSPANHardwareID: return nil
        default: return value & ~fullMask == 0 ? nil : "at most \(bits) bits"
        }
    }
}
