import Foundation
import Lab
import NetworkTypes

/// A stream of echo requests from one VM to an address, one every 10 ms, which shows every packet that was lost.
struct PingStream {
    /// What became of a stream.
    struct Outcome {
        let name: String
        let sent: Int
        let received: Int
        /// Requests without an answer, but for the last ones that were still on their way.
        let lost: Int
        /// When each answer came, in seconds since 1970, with its sequence number.
        let answers: [(time: Double, sequence: Int)]
        /// The sequence numbers of those that were lost, from 1.
        let missing: [Int]

        /// For messages: `a → 10.0.0.1: 2 of 100 lost (17, 18)`.
        var losses: String {
            "\(name): \(lost) of \(sent) lost (\(missing.prefix(10).map(String.init).joined(separator: ", ")))"
        }

        /// The first answer at or after a moment.
        func firstAnswer(after moment: Double) -> Double? { answers.first { $0.time >= moment }?.time }
        /// The longest time without an answer.
        var longestGap: Double { zip(answers, answers.dropFirst()).map { $1.time - $0.time }.max() ?? 0 }
    }

    /// Requests that may be on their way when the stream ends, on a machine that stands still for a moment: those of 0.2 s,
    /// within the 0.3 s in which nothing happens any more.
    private static let tail = 20

    let name: String
    private let process: RunningProcess

    init(_ fabric: Fabric, from source: String, to address: String) throws {
        name = "\(source) → \(address)"
        process = try fabric.lab.spawn(.vm(source), ["ping", "-n", "-D", "-i", "0.01", "-W", "5", address])
    }

    func stop() throws -> Outcome {
        process.signal(SIGINT)
        guard let result = process.wait(timeout: .seconds(10)) else { throw ScenarioError("ping does not end") }
        let words = result.stdout.split(separator: "\n").last { $0.contains("packets transmitted") }?
            .split(separator: " ")
        guard let sent = words?.first.flatMap({ Int($0) }) else {
            throw ScenarioError("ping says: \(result.stdout.suffix(500)) \(result.stderr)")
        }
        let answers = result.stdout.split(separator: "\n").compactMap(Self.answer)
        var distinct = Set<Int>()
        var last = 0
        // The sequence number has 16 bits on the wire; ping prints them as they are.
        for answer in answers {
            var sequence = answer.sequence
            while sequence + 32_768 < last { sequence += 65_536 }
            distinct.insert(sequence)
            last = max(last, sequence)
        }
        let end = sent - last <= Self.tail ? last : sent
        return Outcome(
            name: name, sent: sent, received: distinct.count, lost: end - distinct.count, answers: answers,
            missing: end > 0 ? (1...end).filter { !distinct.contains($0) } : [])
    }

    /// `[1700000000.123456] 64 bytes from 10.0.0.12: icmp_seq=7 ttl=64 time=0.1 ms`
    private static func answer(_ line: Substring) -> (time: Double, sequence: Int)? {
        guard line.hasPrefix("["), line.contains("bytes from"), let end = line.firstIndex(of: "]"),
            let time = Double(line[line.index(after: line.startIndex)..<end]),
            let sequence = line.split(separator: " ").first(where: { $0.hasPrefix("icmp_seq=") })?.dropFirst(9),
            let number = Int(sequence)
        else { return nil }
        return (time, number)
    }
}

extension Fabric {
    /// Runs streams between all pairs of hosts while `body` does something, and returns what became of them.
    ///
    /// - Parameter tenant: whose VMs they run between, one VM on each host.
    func streaming(tenant: String = "acme", _ body: () throws -> Void) throws -> [PingStream.Outcome] {
        let nics = try lab.nics().filter { $0.tenant == tenant }
        var ends: [LabNIC] = []
        for nic in nics where !ends.contains(where: { $0.host == nic.host }) { ends.append(nic) }
        var streams: [PingStream] = []
        for (position, source) in ends.enumerated() {
            for target in ends[(position + 1)...] {
                guard let address = target.addresses.first?.address else { continue }
                streams.append(try PingStream(self, from: source.vm, to: address.description))
            }
        }
        usleep(300_000)
        do {
            try body()
        } catch {
            for stream in streams { _ = try? stream.stop() }
            throw error
        }
        usleep(300_000)
        return try streams.map { try $0.stop() }
    }
}

/// Seconds since 1970, on the clock by which ping stamps its answers.
func wallTime() -> Double { Date().timeIntervalSince1970 }
