import AttackTable
import Foundation
import Lab
import Testing

/// The whole system: `weftd`, `weft` and real Open vSwitch on emulated hosts, with real packets.
///
/// One scenario at a time: each has a lab of its own, and measures on a machine that does nothing else for it.
/// Each prints what it measured as `measured: …`.
@Suite("Scenarios on real Open vSwitch", .serialized, .needsScenarios)
struct Scenarios {}

/// Why scenarios are skipped here; nil where they run.
private let obstacle = Lab.missingPrerequisite() ?? Programs.missing()

extension Trait where Self == ConditionTrait {
    /// For scenarios: root, Open vSwitch, the tools that look at packets, and the built programs.
    static var needsScenarios: Self { .enabled(if: obstacle == nil, "\(obstacle ?? "")") }
}

/// Whether scenarios run at length: `WEFT_NIGHTLY=1`.
let isNightly = ProcessInfo.processInfo.environment["WEFT_NIGHTLY"] == "1"

/// Prints a number that is one of many: of all together `measured` tells the row of the attack table.
func detail(_ text: String) { print("measured: \(text)") }

/// Prints a number that a scenario measured, and notes it for the rows of the attack table that it covers.
func measured(_ text: String) {
    print("measured: \(text)")
    noteMeasurement(text)
}
