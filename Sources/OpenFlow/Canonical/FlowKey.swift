/// What tells flows of a switch apart: table, priority and match, as canonical bytes.
///
/// It is a view of the block that its flow lives in, and keeps that block alive.
public struct FlowKey: Hashable, Sendable {
    public let table: UInt8
    public let priority: UInt16
    /// The fields of the match, without header and padding.
    public let match: ArraySlice<UInt8>

    public static func == (left: Self, right: Self) -> Bool {
        left.table == right.table && left.priority == right.priority && left.match.hasSameBytes(as: right.match)
    }

    public func hash(into hasher: inout Hasher) {
        hasher.combine(UInt32(table) << 16 | UInt32(priority))
        match.withUnsafeBytes { hasher.combine(bytes: $0) }
    }
}

extension ArraySlice<UInt8> {
    /// Compares words, not bytes.
    func hasSameBytes(as other: ArraySlice<UInt8>) -> Bool {
        guard count == other.count else { return false }
        return withUnsafeBytes { left in
            other.withUnsafeBytes { right in
                var offset = 0
                while offset &+ 8 <= left.count {
                    let a = left.loadUnaligned(fromByteOffset: offset, as: UInt64.self)
                    let b = right.loadUnaligned(fromByteOffset: offset, as: UInt64.self)
                    if a != b { return false }
                    offset &+= 8
                }
                while offset < left.count {
                    if left[offset] != right[offset] { return false }
                    offset &+= 1
                }
                return true
            }
        }
    }
}
