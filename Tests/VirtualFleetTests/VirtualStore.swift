import Controller
import NetworkTypes
import Policy
import PolicyFiles
import TestSupport

/// What is durable, and what was written and is not yet.
final class VirtualStore {
    private let clock: VirtualClock
    private var chance: SeededGenerator
    private var state = StoredState()
    private var texts: [DocumentKey: (text: String, revision: UInt64)] = [:]
    private var waiting: [StoreWrite] = []
    private var lastCompletion: MonotonicTime
    /// Why nothing is written at present: a full disk, say.
    var failure: String?
    /// It says that it has written, and has not: for a test of the tests.
    var isForgetful = false
    /// Processes that wrote; what an earlier one waits for is not answered.
    private var process = 0

    init(_ clock: VirtualClock, seed: UInt64) {
        self.clock = clock
        chance = SeededGenerator(seed: seed)
        lastCompletion = clock.now
    }

    var revision: UInt64 { state.revision }
    func text(_ key: DocumentKey) -> String? { texts[key]?.text }
    var keys: [DocumentKey] { texts.keys.sorted() }

    /// Writes are done in their order, each in its time.
    func commit(_ write: StoreWrite, _ completion: @escaping (String?) -> Void) {
        waiting.append(write)
        lastCompletion = max(lastCompletion, clock.now + .microseconds(Int.random(in: 50...5000, using: &chance)))
        let writer = process
        clock.at(lastCompletion) { [self] in
            guard writer == process else { return }
            waiting.removeFirst()
            if failure == nil, !isForgetful { take(write) }
            completion(failure)
        }
    }

    /// The process ends. Of what it had written and not heard of, the first part is on the disk and the rest is not.
    func crash() {
        process += 1
        if failure == nil {
            for write in waiting.prefix(Int.random(in: 0...waiting.count, using: &chance)) { take(write) }
        }
        waiting = []
        lastCompletion = clock.now
    }

    /// What a new process finds; its term is durable before it does anything.
    func load() -> StoredState {
        state.documents = texts.sorted { $0.key < $1.key }.flatMap { _, stored in
            readDocuments(Array(stored.text.utf8), file: "stored.yaml").documents.map {
                StoredState.Document(document: $0, revision: stored.revision)
            }
        }
        defer { state.term += 1 }
        return state
    }

    private func take(_ write: StoreWrite) {
        if let revision = write.revision {
            state.revision = revision.number
            for (key, source) in revision.documents { texts[key] = source.map { ($0.text, revision.number) } }
        }
        for allocation in write.allocations {
            state.allocations[allocation.kind, default: [:]][allocation.name] = allocation.number
        }
        state.counters.merge(write.counters) { $1 }
        for (key, value) in write.facts { state.facts[key] = value }
    }
}
