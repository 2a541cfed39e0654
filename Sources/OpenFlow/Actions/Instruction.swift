/// What a flow does with a packet it matched (OpenFlow 1.5.1 section 7.2.5).
public enum Instruction: Hashable, Sendable {
    /// Before anything else. 1.3 and 1.4 only; 1.5 has the action.
    case meter(UInt32)
    case applyActions([Action])
    case clearActions
    case writeActions([Action])
    case writeMetadata(UInt64, mask: UInt64)
    /// 1.5 only; Open vSwitch 3.1 has it not (OFPBIC_UNKNOWN_INST).
    indirect case statisticsTrigger(StatisticsTrigger)
    case goto(UInt8)
    /// An instruction this library does not know: its whole bytes as they came.
    case unknown([UInt8])
}
