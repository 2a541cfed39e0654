/// What rules can tell of a NIC as the other end: the terms that it meets, of those that rules use.
///
/// NICs that meet the same terms have the same identity, so a rule names identities, not NICs, and a NIC that joins a group
/// of thousands changes nobody's rules.
public struct NICIdentity: Hashable, Comparable, Sendable {
    /// Sorted.
    public let terms: [PeerTerm]
    /// Stands for it in a register of 64 bits: made of the terms' texts, the same in every process. Never 0, which is nobody's.
    public let number: UInt64

    /// The identity of who meets these terms, and no other that is in use.
    public init(_ terms: some Collection<PeerTerm>) {
        precondition(!terms.isEmpty, "who meets no term has no identity")
        let texts = terms.map { (text: $0.text, term: $0) }.sorted { $0.text < $1.text }
        self.init(sorted: texts.map(\.term), number: Self.digest(texts.lazy.map(\.text)))
    }

    init(sorted terms: [PeerTerm], number: UInt64) {
        self.terms = terms
        self.number = number
    }

    /// FNV-1a over the texts, each ended by a byte that no text has; then the last step of SplitMix64, as the last bytes reach
    /// few of FNV's bits.
    private static func digest(_ texts: some Sequence<String>) -> UInt64 {
        var digest: UInt64 = 0xcbf2_9ce4_8422_2325
        for text in texts {
            for byte in text.utf8 { digest = (digest ^ UInt64(byte)) &* 0x100_0000_01b3 }
            digest = (digest ^ 0xff) &* 0x100_0000_01b3
        }
        digest = (digest ^ digest >> 30) &* 0xbf58_476d_1ce4_e5b9
        digest = (digest ^ digest >> 27) &* 0x94d0_49bb_1331_11eb
        digest ^= digest >> 31
        return digest == 0 ? 1 : digest
    }

    /// The number tells of the terms: there are no two sets of them with one number.
    public func hash(into hasher: inout Hasher) { hasher.combine(number) }
    public static func < (left: Self, right: Self) -> Bool { left.number < right.number }
}
