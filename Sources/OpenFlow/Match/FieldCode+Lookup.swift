/// From what stands on the wire to the registry.
extension FieldRegistry {
    private static let none: UInt8 = 0xff

    /// One table of 128 numbers for each class that has fields here.
    private static let basic = table(classID: 0x8000)
    private static let nxm0 = table(classID: 0x0000)
    private static let nxm1 = table(classID: 0x0001)
    private static let packetRegisters = table(classID: 0x8001)
    private static let ericsson = table(classID: 0x1000)
    private static let onf = table(classID: 0xffff)

    private static func table(classID: UInt16) -> [UInt8] {
        var result = [UInt8](repeating: none, count: 128)
        for (index, entry) in entries.enumerated() {
            for code in [entry.code, entry.legacy, entry.nicira] where code.classID == classID {
                result[Int(code.number)] = UInt8(index)
            }
        }
        return result
    }

    /// The field of a code, whichever version or extension wrote it.
    static func field(classID: UInt16, number: UInt8, experimenter: UInt32) -> Field? {
        let index: UInt8
        switch classID {
        case 0x8000: index = basic[Int(number & 0x7f)]
        case 0x0001: index = nxm1[Int(number & 0x7f)]
        case 0x0000: index = nxm0[Int(number & 0x7f)]
        case 0x8001: index = packetRegisters[Int(number & 0x7f)]
        case 0x1000: index = ericsson[Int(number & 0x7f)]
        case 0xffff where experimenter == Experimenter.onf: index = onf[Int(number & 0x7f)]
        default: return nil
        }
        return index == none ? nil : Field(index: index)
    }
}
