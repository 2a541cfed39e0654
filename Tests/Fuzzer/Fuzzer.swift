import CAllocationCount
import Foundation
import TestSupport

/// `weft-fuzz TARGET SECONDS SEED STATUS-FILE [CORPUS-FILE …]` feeds one decoder for a time;
/// `weft-fuzz TARGET --replay SEED ITERATION [CORPUS-FILE …]` prints and repeats one input.
///
/// An input follows from the seed and the number of the iteration alone. The number stands in the status file, which is
/// mapped, so that it survives whatever the input does to this process: whoever started it says which one it was.
@main
enum Fuzzer {
    /// Memory beyond what the process had at its start: an input of some kilobytes has no claim to more.
    private static let memoryLimit: UInt = 512 << 20
    private static let secondsForOneInput = 5

    static func main() {
        let arguments = Array(CommandLine.arguments.dropFirst())
        guard arguments.count >= 4, let target = Target.all[arguments[0]] else {
            print(
                "usage: weft-fuzz \(Target.all.keys.sorted().joined(separator: "|")) SECONDS SEED STATUS-FILE [CORPUS-FILE …]"
            )
            exit(2)
        }
        let corpus = target.seeds + Corpus.read(Array(arguments.dropFirst(4)))
        if arguments[1] == "--replay", let seed = UInt64(arguments[2]), let iteration = UInt64(arguments[3]) {
            let input = input(target, corpus, seed, iteration)
            print(input.map { String(format: "%02x", $0) }.joined())
            // Before what it does to this process.
            fflush(nil)
            target.run(input)
            examine(target, input)
            print("no finding")
            return
        }
        guard let seconds = Double(arguments[1]), let seed = UInt64(arguments[2]),
            let status = StatusFile(path: arguments[3])
        else { exit(2) }
        fuzz(target, corpus, seconds: seconds, seed: seed, status)
    }

    private static func input(_ target: Target, _ corpus: [[UInt8]], _ seed: UInt64, _ iteration: UInt64) -> [UInt8] {
        var generator = SeededGenerator(seed: seed &+ iteration &* 0x9e37_79b9_7f4a_7c15)
        return target.mutator.input(from: corpus, using: &generator)
    }

    private static func fuzz(
        _ target: Target, _ corpus: [[UInt8]], seconds: Double, seed: UInt64, _ status: StatusFile
    ) {
        // Twice: what is made once, at the first use, is nobody's share.
        for input in corpus { target.run(input) }
        for input in corpus { examine(target, input) }
        limitMemory()
        let end = ContinuousClock.now + .seconds(seconds)
        var iteration: UInt64 = 0
        while iteration % 64 != 0 || ContinuousClock.now < end {
            iteration += 1
            status.iteration = iteration
            let input = input(target, corpus, seed, iteration)
            alarm(UInt32(secondsForOneInput))
            examine(target, input)
        }
        alarm(0)
        print(iteration)
    }

    /// Runs one input. Memory out of proportion ends the process, as a trap would.
    private static func examine(_ target: Target, _ input: [UInt8]) {
        if let decode = target.decode {
            let before = weft_allocated_bytes()
            decode(input)
            let bytes = weft_allocated_bytes() - before
            if bytes > Target.bytesForAny + Target.bytesForEach * input.count {
                fatalError("an input of \(input.count) bytes asked for \(bytes) bytes of memory")
            }
        }
        target.run(input)
    }

    /// An allocation beyond the limit fails, and ends the process with the input that wanted it.
    private static func limitMemory() {
        let pages =
            (try? String(contentsOfFile: "/proc/self/statm", encoding: .utf8))?
            .split(separator: " ").first.flatMap { UInt($0) } ?? 0
        var limit = rlimit()
        limit.rlim_cur = pages * UInt(sysconf(Int32(_SC_PAGESIZE))) + memoryLimit
        limit.rlim_max = limit.rlim_cur
        setrlimit(__rlimit_resource_t(RLIMIT_AS.rawValue), &limit)
    }
}

/// Eight bytes of a file, mapped.
struct StatusFile {
    private let memory: UnsafeMutablePointer<UInt64>

    init?(path: String) {
        let file = open(path, O_RDWR | O_CREAT, 0o600)
        guard file >= 0, ftruncate(file, 8) == 0,
            let mapped = mmap(nil, 8, PROT_READ | PROT_WRITE, MAP_SHARED, file, 0), mapped != MAP_FAILED
        else { return nil }
        close(file)
        memory = mapped.bindMemory(to: UInt64.self, capacity: 1)
    }

    var iteration: UInt64 {
        get { memory.pointee }
        nonmutating set { memory.pointee = newValue }
    }
}
