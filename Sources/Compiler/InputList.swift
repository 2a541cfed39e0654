/// What a unit read, each input once: mostly a few, which are found faster in a list than in a set.
struct InputList {
    private(set) var elements: [Input] = []
    /// The same, when there are more than a few.
    private var set: Set<Input> = []

    private static let listLimit = 8

    mutating func insert(_ input: Input) {
        guard !contains(input) else { return }
        elements.append(input)
        if elements.count == Self.listLimit + 1 {
            set = Set(elements)
        } else if elements.count > Self.listLimit {
            set.insert(input)
        }
    }

    private func contains(_ input: Input) -> Bool {
        elements.count > Self.listLimit ? set.contains(input) : elements.contains(input)
    }
}
