/// NXAST_*, Open vSwitch `nicira-ext.h` and `ofp-actions.c`.
enum NiciraAction {
    static let resubmit: UInt16 = 1
    static let setTunnel: UInt16 = 2
    static let popQueue: UInt16 = 5
    /// 1.3 and 1.4 only.
    static let registerMove: UInt16 = 6
    /// 1.3 and 1.4 only.
    static let registerLoad: UInt16 = 7
    static let note: UInt16 = 8
    static let setTunnel64: UInt16 = 9
    static let multipath: UInt16 = 10
    static let bundle: UInt16 = 12
    static let bundleLoad: UInt16 = 13
    static let resubmitTable: UInt16 = 14
    static let outputRegister: UInt16 = 15
    static let learn: UInt16 = 16
    static let exit: UInt16 = 17
    static let finTimeout: UInt16 = 19
    static let controller: UInt16 = 20
    static let decrementTTLForControllers: UInt16 = 21
    static let writeMetadata: UInt16 = 22
    static let push: UInt16 = 27
    static let pop: UInt16 = 28
    static let sample: UInt16 = 29
    static let outputRegister2: UInt16 = 32
    /// 1.3 and 1.4 only.
    static let registerLoad2: UInt16 = 33
    static let conjunction: UInt16 = 34
    static let conntrack: UInt16 = 35
    static let nat: UInt16 = 36
    static let controller2: UInt16 = 37
    static let sample2: UInt16 = 38
    static let outputTruncated: UInt16 = 39
    static let sample3: UInt16 = 41
    static let clone: UInt16 = 42
    static let clearConntrack: UInt16 = 43
    static let resubmitTableOriginal: UInt16 = 44
    static let learn2: UInt16 = 45
    static let encap: UInt16 = 46
    static let decap: UInt16 = 47
    static let decrementNSHTTL: UInt16 = 48
    static let checkPacketLarger: UInt16 = 49
    static let deleteField: UInt16 = 50
}
