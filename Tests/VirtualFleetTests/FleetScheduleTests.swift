import Foundation
import NetworkTypes
import SimulatedHosts
import TestSupport
import Testing

/// Whole hosts and a controller, with faults in an order that follows from a seed.
@Suite(
    "Schedules of faults", .enabled(if: VirtualFleet.isAvailable, Comment(rawValue: VirtualFleet.absence)))
struct FleetScheduleTests {
    private static let parts: UInt64 = 20

    @Test(
        "Whatever fails, nothing confirmed is lost, tenants stay apart, and hosts end as desired", arguments: 0..<parts)
    func schedules(part: UInt64) throws {
        if let seed = Seeds.only {
            if part == 0 { try FleetSchedule(seed: seed).run() }
            return
        }
        for seed in Seeds.range(1000, nightly: 100_000) where seed % Self.parts == part {
            try FleetSchedule(seed: seed).run()
        }
    }
}
