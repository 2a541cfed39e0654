import Foundation
import Lab
import Testing

extension Scenarios {
    @Suite("The demonstration", .enabled(if: Programs.isReleaseBuild, "scripts/demo runs the release build"))
    struct DemoTests {
        @Test("It shows hosts, NICs, the graph and a matrix that equals the policy, and does so twice")
        func succeeds() throws {
            for run in 1...2 {
                let demo = try Demo(number: run)
                defer { demo.tearDown() }
                let start = ContinuousClock.now
                let result = try demo.run()
                measured("demo, run \(run): \((ContinuousClock.now - start).text)")
                #expect(result.status == 0, "\(result.output)")
                for word in ["kvm1", "kvm2", "kvm3", "Ready", "acme6", "globex6", "matrix equals the policy"] {
                    #expect(result.output.contains(word), "`\(word)` is missing in\n\(result.output)")
                }
                #expect(demo.remains().isEmpty)
            }
        }

        @Test("It fails, and says which pairs, when a rule is sabotaged")
        func sabotaged() throws {
            let demo = try Demo(number: 3)
            defer { demo.tearDown() }
            // Delivery to acme2 is thrown away on its host, above what Weft says. A controller that runs would put that
            // right within the second, so it is killed first.
            let hook = """
                pkill -KILL -f "weftd --state /tmp/$WEFT_DEMO_LAB[.]"
                port=$(weft-lab exec kvm2 -- ovs-vsctl get Interface acme2.0 ofport)
                weft-lab exec kvm2 -- ovs-ofctl -O OpenFlow15 dump-flows br-int \
                | sed -n "s/.*table=110.*priority=100,\\([^ ]*\\) actions=output:$port\\$/\\1/p" \
                | while read -r match; do
                    weft-lab exec kvm2 -- ovs-ofctl -O OpenFlow15 add-flow br-int "table=110,priority=900,$match,actions=drop"
                    echo "sabotaged $match"
                done
                """
            let result = try demo.run(hook: hook)
            #expect(result.output.contains("sabotaged "), "\(result.output)")
            #expect(result.status != 0, "\(result.output)")
            #expect(!result.output.contains("equals the policy"))
            #expect(
                result.output.contains("acme1 → acme2") || result.output.contains("acme1 -> acme2"), "\(result.output)")
            #expect(demo.remains().isEmpty)
        }
    }
}

/// One run of `scripts/demo` in a lab of its own.
struct Demo {
    private let lab: Lab

    init(number: Int) throws { lab = try Lab(name: "demo-\(getpid())-\(number)") }

    func run(hook: String? = nil) throws -> (status: Int32, output: String) {
        let process = Process()
        let pipe = Pipe()
        process.executableURL = URL(fileURLWithPath: "/bin/bash")
        process.arguments = ["\(Programs.repository)/scripts/demo"]
        var environment = ProcessInfo.processInfo.environment
        environment["WEFT_DEMO_LAB"] = lab.name
        environment["WEFT_DEMO_HOOK"] = hook
        process.environment = environment
        process.standardInput = FileHandle.nullDevice
        process.standardOutput = pipe
        process.standardError = pipe
        try process.run()
        let output = pipe.fileHandleForReading.readDataToEndOfFile()
        process.waitUntilExit()
        return (process.terminationStatus, String(decoding: output, as: UTF8.self))
    }

    /// What the run has left behind.
    func remains() -> [String] {
        Lab.all().filter { $0 == lab.name }
            + ((try? FileManager.default.contentsOfDirectory(atPath: "/tmp")) ?? []).filter {
                $0.hasPrefix("\(lab.name).")
            }
    }

    func tearDown() { try? lab.down() }
}
