/// A scenario could not go on: something that it builds upon did not come about.
struct ScenarioError: Error, CustomStringConvertible {
    let description: String

    init(_ description: String) { self.description = description }
}
