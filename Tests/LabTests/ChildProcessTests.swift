import Glibc
import Synchronization
import Testing

@testable import Lab

@Suite("Child processes")
struct ChildProcessTests {
    private let environment = ["PATH": "/usr/sbin:/usr/bin:/sbin:/bin", "GREETING": "hello"]

    @Test("Input, environment, both outputs and the exit code arrive")
    func everything() throws {
        let child = try ChildProcess(
            ["sh", "-c", "cat; printf $GREETING >&2; exit 7"], environment: environment,
            input: String(repeating: "x", count: 200_000))
        #expect(child.wait(.seconds(10)) == 7)
        #expect(child.standardOutput.utf8.count == 200_000)
        #expect(child.standardError == "hello")
    }

    @Test("A signal is reported as a shell does")
    func signal() throws {
        let child = try ChildProcess(["sleep", "60"], environment: environment)
        #expect(child.poll() == nil)
        #expect(child.wait(.milliseconds(20)) == nil)
        child.signal(SIGKILL)
        #expect(child.wait(.seconds(10)) == 128 + SIGKILL)
    }

    @Test("A program that does not exist is an error that names it")
    func missing() {
        let error = #expect(throws: LabError.self) { try ChildProcess(["no-such-program"], environment: [:]) }
        #expect(error?.message.contains("no-such-program") == true)
    }

    @Test("Output beyond the limit fails in the child and costs no memory here")
    func bounded() throws {
        let megabytes = ChildProcess.outputLimit >> 20
        let child = try ChildProcess(
            ["sh", "-c", "dd if=/dev/zero bs=1M count=\(megabytes + 8)"], environment: environment)
        #expect(child.wait(.seconds(30)) == 1)
        #expect(child.standardError.contains("not permitted"))
    }

    @Test("No descriptor of ours but the three streams is inherited")
    func descriptors() throws {
        let file = open("/dev/null", O_RDONLY)
        defer { close(file) }
        let child = try ChildProcess(["ls", "/proc/self/fd"], environment: environment)
        #expect(child.wait(.seconds(10)) == 0)
        #expect(child.standardOutput == "0\n1\n2\n3\n", "3 is the directory that ls reads")
    }

    @Test("Concurrent work is all done, and the earliest failure is thrown")
    func concurrent() throws {
        let sum = Mutex(0)
        try concurrently(Array(1...100)) { item throws(LabError) in sum.withLock { $0 += item } }
        #expect(sum.withLock { $0 } == 5050)
        let error = #expect(throws: LabError.self) {
            try concurrently([1, 2, 3], limit: 1) { item throws(LabError) in
                if item > 1 { throw LabError(.invalid, "\(item)") }
            }
        }
        #expect(error?.message == "2")
    }

    @Test("A dead process that nobody collected is not alive; this one is")
    func liveness() throws {
        let child = try ChildProcess(["true"], environment: environment)
        while ProcessTable.isAlive(child.processID) { usleep(1000) }
        #expect(child.wait(.seconds(1)) == 0)
        #expect(ProcessTable.isAlive(getpid()))
        #expect(!ProcessTable.isAlive(0x7fff_fff0))
    }
}
