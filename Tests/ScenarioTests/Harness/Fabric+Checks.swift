import Lab
import Testing

extension Fabric {
    /// Pings from every VM to every address, and expects what tenants should see: their own VMs, and nothing else's.
    ///
    /// - Returns: how many pairs were allowed and how many forbidden.
    @discardableResult
    func expectReachability(
        among vms: [String]? = nil, sourceLocation: SourceLocation = #_sourceLocation
    ) throws -> (allowed: Int, forbidden: Int) {
        let results = try lab.pingMatrix(among: vms)
        let wrong = results.filter { !$0.isExpected }
        let examples = wrong.prefix(12).map {
            "\($0.from) → \($0.to) \($0.address): \($0.verdict), seen by \($0.reached)"
        }
        // What the controller thinks of it, at that moment.
        let state = wrong.isEmpty ? "" : try weft("get", "hosts").stdout + weft("get", "events").stdout.suffix(3000)
        #expect(wrong.isEmpty, "\(examples)\n\(state)", sourceLocation: sourceLocation)
        let allowed = results.filter(\.sameTenant).count
        #expect(allowed > 0, "no pair is allowed", sourceLocation: sourceLocation)
        return (allowed, results.count - allowed)
    }

    /// The check that ends a scenario: nothing was refused or failed on the way; what weftd has compiled step by step is what compiling from nothing
    /// gives; and a controller that begins from nothing but what is stored wants exactly what the switches have: no switch may get a single change.
    ///
    /// - Parameter kind: of events that the scenario is about.
    func expectSameFromNothing(
        despite kind: String? = nil, sourceLocation: SourceLocation = #_sourceLocation
    ) throws {
        let errors = errorsLogged.filter { error in kind.map { !error.contains("\"\($0)\"") } ?? true }
        #expect(errors.isEmpty, "weftd had errors to tell", sourceLocation: sourceLocation)
        let check = try weft("engine", "--check")
        #expect(check.status == 0, "\(check.stdout)\(check.stderr)", sourceLocation: sourceLocation)
        let watch = try SwitchWatch(self)
        try restart()
        try waitReady()
        #expect(
            watch.changes() == watch.zero, "a compile from nothing changes flows", sourceLocation: sourceLocation)
    }
}
