import Foundation
import Lab
import Testing

@testable import Bench

@Suite("The lab of a benchmark", .enabled(if: Lab.missingPrerequisite() == nil, "needs root and Open vSwitch"))
struct TestbedTests {
    @Test("Nothing is left of it, whether what runs in it succeeds or throws", arguments: [false, true])
    func removal(throwing isThrowing: Bool) throws {
        // The cases run side by side.
        let testbed = try Testbed(lab: isThrowing ? "testbed1" : "testbed2", program: "/usr/bin/true")
        let body = { (_: Daemon) throws -> Int in
            #expect(testbed.lab.isUp)
            #expect(FileManager.default.fileExists(atPath: testbed.directory))
            if isThrowing { throw BenchError("it is meant to fail") }
            return 7
        }
        if isThrowing {
            #expect(throws: BenchError("it is meant to fail")) { try testbed.run(LabSpec(hosts: [], nics: []), body) }
        } else {
            #expect(try testbed.run(LabSpec(hosts: [], nics: []), body) == 7)
        }
        #expect(!testbed.lab.isUp)
        #expect(!FileManager.default.fileExists(atPath: testbed.directory))
    }

    @Test("A daemon that ends by itself is told of with the error")
    func lastWords() throws {
        let testbed = try Testbed(lab: "testbed3", program: "/usr/bin/false")
        let error = #expect(throws: BenchError.self) {
            try testbed.run(LabSpec(hosts: [], nics: [])) { try $0.start() }
        }
        #expect(error?.description.contains("; weftd ended with 1") == true)
    }

    @Test("A program that is not there is an error that names it")
    func absence() {
        for (program, companions) in [("/nonexistent/weftd", []), ("/usr/bin/true", ["/nonexistent/weftd"])] {
            #expect(throws: BenchError("/nonexistent/weftd: no such program")) {
                try Testbed(lab: "testbed4", program: program, companions: companions)
            }
        }
    }
}
