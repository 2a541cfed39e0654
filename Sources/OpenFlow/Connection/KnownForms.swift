/// Forms of flows that a switch has taken in this session, so many at most.
struct KnownForms {
    private var forms: Set<UInt64> = []

    /// More are not noted: their flows go as others did before they were known.
    private static let limit = 256
    /// Batches with more members are not looked at: their way through the switch is what takes time.
    private static let memberLimit = 64

    /// Whether these members are a whole batch, and the switch has taken something of the form of each.
    func hold(_ batch: ModificationBatch, _ range: Range<Int>) -> Bool {
        guard !forms.isEmpty, range.count == batch.count, range.count <= Self.memberLimit else { return false }
        return range.allSatisfy { FlowForm.digest(of: batch.members[$0]).map(forms.contains) ?? false }
    }

    /// Notes members that the switch has taken.
    mutating func note(_ batch: ModificationBatch, _ range: Range<Int>) {
        guard range.count <= Self.memberLimit else { return }
        for index in range where forms.count < Self.limit {
            if let form = FlowForm.digest(of: batch.members[index]) { forms.insert(form) }
        }
    }

    mutating func forget() { forms = [] }
}
