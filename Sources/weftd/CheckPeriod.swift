/// How often each switch is read whole and added up, for measurements; see "Killed at a point" in docs/architecture.md.
enum CheckPeriod {
    /// `WEFTD_CHECK_PERIOD` in seconds, 1 to 86400; nil leaves it to the controller.
    static func fromEnvironment() throws -> Duration? {
        guard let text = ProcessEnvironment.variables["WEFTD_CHECK_PERIOD"] else { return nil }
        guard let seconds = Int(text), (1...86_400).contains(seconds) else {
            throw StartError("usage", "WEFTD_CHECK_PERIOD: `\(text)` is not a number of seconds from 1 to 86400")
        }
        return .seconds(seconds)
    }
}
