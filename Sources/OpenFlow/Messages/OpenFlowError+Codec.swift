import Wire

extension OpenFlowError {
    init(from reader: inout ByteReader, xid: UInt32) throws(WireError) {
        let type: UInt16 = try reader.read()
        let code: UInt16 = try reader.read()
        let experimenter: UInt32 = type == Self.experimenterType ? try reader.read() : 0
        self.init(
            type: type, code: code, experimenter: experimenter, data: try reader.readBytes(reader.remaining), xid: xid)
    }

    /// An error with version 1 behind the request of another version, which Open vSwitch writes in two forms. In that of 1.0
    /// its own errors are of the type NXET_VENDOR, and those of flow monitors become what 1.4 and later call them. In that of
    /// 1.2 the code is lost: OFPET_EXPERIMENTER and the number 1, whatever it was. The data is of no message of ours, but up
    /// to 64 KiB of what lies in the switch's memory, and not kept.
    init(version1 reader: inout ByteReader, xid: UInt32) throws(WireError) {
        try self.init(from: &reader, xid: xid)
        defer { data = [] }
        guard type == Self.vendorType, code == 0, data.count >= 8 else { return }
        let vendor = data[..<4].reduce(0) { $0 << 8 | UInt32($1) }
        let number = UInt16(data[6]) << 8 | UInt16(data[7])
        if vendor == Experimenter.nicira, let code = Self.monitorCode(vendor: number) {
            (type, self.code) = (Self.flowMonitorFailed, code)
        } else {
            (type, code, experimenter) = (Self.experimenterType, number, vendor)
        }
    }

    /// NXET_VENDOR.
    private static let vendorType: UInt16 = 0xb0c2
    /// OFPET_FLOW_MONITOR_FAILED.
    private static let flowMonitorFailed: UInt16 = 16

    /// OFPMOFC_MONITOR_EXISTS, BAD_FLAGS and UNKNOWN_MONITOR; what else 1.4 has of them, 1.0 cannot say.
    private static func monitorCode(vendor number: UInt16) -> UInt16? {
        switch number {
        case 517: 1
        case 518: 5
        case 519: 3
        default: nil
        }
    }

    func encode(into writer: inout ByteWriter) {
        writer.write(type)
        writer.write(code)
        if type == Self.experimenterType { writer.write(experimenter) }
        writer.write(bytes: data)
    }
}
