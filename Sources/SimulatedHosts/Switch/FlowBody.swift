import NetworkTypes
import OpenFlow

/// What many flows may have in common: match and instructions, in canonical bytes of OpenFlow 1.5.
final class FlowBody {
    /// ofp_match with its padding, and the instructions, as they stand in a flow_mod.
    let bytes: [UInt8]
    /// Bytes of ofp_match with its padding.
    let matchCount: Int
    let hash: UInt32
    let matchHash: UInt32
    let references: [FlowReference]
    /// The one that it lives by: only a meter before all other actions takes its flows with it.
    let ownMeter: UInt32?
    /// The table that it goes to; nil: none.
    let next: UInt8?
    /// Whether it came in these bytes in 1.5 and was taken, so that nobody need look at it once more.
    var isKnownGood = false

    init(bytes: [UInt8], flow: Flow) {
        self.bytes = bytes
        let span = bytes.span.bytes
        matchCount = (Int(span.load(2, as: UInt16.self)) + 7) & ~7
        hash = ByteHash.of(span)
        matchHash = ByteHash.of(span.extracting(first: matchCount))
        let flow = flow.canonical
        references = flow.references
        ownMeter = flow.firstMeter
        next = flow.instructions.lazy.compactMap { if case .goto(let table) = $0 { table } else { nil } }.first
    }

    func uses(group: UInt32) -> Bool { !references.isEmpty && references.contains(.group(group)) }

    /// Nothing is compared.
    var matchesAll: Bool { bytes[2] == 0 && bytes[3] == 4 }

    func hasSameMatch(as other: FlowBody) -> Bool {
        if self === other { return true }
        guard matchHash == other.matchHash, matchCount == other.matchCount else { return false }
        let (own, others) = (bytes, other.bytes)
        let (left, right) = (own.span.bytes, others.span.bytes)
        return left.extracting(first: matchCount).hasSameBytes(as: right.extracting(first: matchCount))
    }

    func hasSameInstructions(as other: FlowBody) -> Bool {
        self === other || bytes[matchCount...] == other.bytes[other.matchCount...]
    }

    /// The flow that it is the body of, with nothing else set.
    func decoded(table: UInt8 = 0, priority: UInt16 = 0) -> Flow {
        // struct ofp_flow_mod, section 7.3.4.2: ADD for no port, group or buffer in particular.
        var message: [UInt8] = [6, 14, 0, 0] + [UInt8](repeating: 0, count: 44)
        let length = 48 + bytes.count
        (message[2], message[3]) = (UInt8(length >> 8), UInt8(length & 0xff))
        message[24] = table
        (message[30], message[31]) = (UInt8(priority >> 8), UInt8(priority & 0xff))
        message += bytes
        guard case .flowModification(let modification)? = try? Message.decode(message).message else {
            preconditionFailure("a flow is kept in bytes that were decoded before")
        }
        return modification.flow
    }
}
