extension Refusal {
    /// Against a property that is kept as bytes: of a type that is not `known`, or of one that is in a length that it does
    /// not have.
    init(unknownProperty bytes: [UInt8], of owner: String, known: ClosedRange<UInt16>) {
        let type = bytes.prefix(2).reduce(0) { $0 << 8 | UInt16($1) }
        let code: Code =
            switch type {
            case known: .badPropertyLength
            case 0xfffe...0xffff: .badExperimenterProperty
            default: .badPropertyType
            }
        self.init(code, "a property of \(owner)", expected: "one of Open vSwitch, in its length", found: "type \(type)")
    }
}
