import PolicyMeaning

/// What comes together on the way.
struct Findings {
    var journeys: [Journey]
    var faults: [String]
    private(set) var decisions: [Decision] = []
    private(set) var suggestions: [Suggestion] = []

    init(_ request: Journey, faults: [String]) {
        journeys = [request]
        self.faults = faults
    }

    /// Holds the first packet's way against what the documents mean.
    mutating func judge(_ judgement: Judgement, _ scene: Scene, _ opinion: SecondOpinion) {
        let deciding = Deciding(journeys[0], judgement, scene, opinion)
        decisions = deciding.decisions
        faults += deciding.faults
        guard decisions.contains(where: { $0.verdict != .allow }) else { return }
        suggestions = SuggestionSearch(
            frame: scene.frame, sender: scene.sender, receiver: scene.receiver, opinion: opinion
        ).suggestions(judgement)
    }

    /// Says so where a packet does not go the way that the documents mean, unless it is said already.
    mutating func expect(_ isDelivered: Bool, _ reason: String, of journey: Journey) {
        guard journey.isDelivered != isDelivered, faults.isEmpty else { return }
        faults.append(
            "tables \(journey.isDelivered ? "deliver" : "do not deliver") the \(journey.kind.rawValue), but the documents mean: \(reason)"
        )
    }
}
