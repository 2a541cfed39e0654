/// An error message of a switch (OpenFlow 1.5.1 section 7.5.4).
public struct OpenFlowError: Error, Hashable, Sendable, CustomStringConvertible {
    /// OFPET_*; 0xffff for those of an experimenter.
    public var type: UInt16
    /// The code within the type; the experimenter's own type when `type` is 0xffff.
    public var code: UInt16
    /// Zero unless `type` is 0xffff.
    public var experimenter: UInt32
    /// The message that was refused, or its beginning.
    public var data: [UInt8]
    public var xid: UInt32

    public init(type: UInt16, code: UInt16, experimenter: UInt32 = 0, data: [UInt8] = [], xid: UInt32 = 0) {
        self.type = type
        self.code = code
        self.experimenter = experimenter
        self.data = data
        self.xid = xid
    }

    /// As the specification writes it, `OFPBAC_BAD_TYPE` for example, or as Open vSwitch does for Nicira's; numbers when
    /// it has no name.
    public var name: String {
        if type == Self.experimenterType {
            return ErrorNames.name(experimenter: experimenter, number: code)
                ?? "experimenter error 0x\(String(experimenter, radix: 16)) \(code)"
        }
        return ErrorNames.name(type: type, code: code) ?? "error type \(type) code \(code)"
    }

    public var description: String { "\(name) (\(type)/\(code))" }

    static let experimenterType: UInt16 = 0xffff
}

/// Experimenter numbers that this library reads.
enum Experimenter {
    static let nicira: UInt32 = 0x0000_2320
    static let onf: UInt32 = 0x4f4e_4600
    /// Of the network service header's fields.
    static let nsh: UInt32 = 0x005a_d650
}
