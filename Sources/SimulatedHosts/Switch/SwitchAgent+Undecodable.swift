import OpenFlow

extension SwitchAgent {
    /// What Open vSwitch says to messages that make no sense: mostly that the length is wrong.
    static func error(ofUndecodable message: ArraySlice<UInt8>) -> OpenFlowError {
        let span = message.span.bytes
        switch span.load(1, as: UInt8.self) {
        case 14 where span.byteCount >= 56:
            if span.load(25, as: UInt8.self) > 4 { return .badFlowCommand }
            return matchError(span, at: 48) ?? .badLength
        case 15 where span.byteCount >= 16:
            let command = span.load(8, as: UInt16.self)
            let isKnown = command <= 3 || command == 5 || command == 0x8000
            if !isKnown { return .badGroupCommand }
            return span.load(10, as: UInt8.self) > 3 ? .badGroupType : .badLength
        case 29 where span.byteCount >= 16:
            return span.load(8, as: UInt16.self) > 2 ? .badMeterCommand : .badLength
        case 24 where span.byteCount >= 24: return .badRole
        case 33 where span.byteCount >= 16: return .badBundleType
        default: return .badLength
        }
    }

    /// What is wrong with the fields of a match whose head is at `offset`.
    private static func matchError(_ span: RawSpan, at offset: Int) -> OpenFlowError? {
        let length = Int(span.load(offset + 2, as: UInt16.self))
        let type = span.load(offset, as: UInt16.self)
        guard type == 1, length >= 4, offset + length <= span.byteCount else {
            return OpenFlowError(type: 4, code: type == 1 ? 1 : 0)
        }
        let fields = span.extracting(offset + 4..<offset + length).withUnsafeBytes { Array($0) }
        return Match.refusal(ofFields: fields).map(OpenFlowError.init)
    }
}
