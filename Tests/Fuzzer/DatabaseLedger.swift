import JSON
import OVSDB

/// What the owner of an OVSDB session asked for and was told, and what must hold between the two.
struct DatabaseLedger {
    /// Transactions and queries of which nothing was heard yet.
    private(set) var open: [UInt64: Bool] = [:]
    private var nextID: UInt64 = 1
    /// Locks that are ours, by what was told.
    private(set) var held: Set<String> = []
    private var filterChanges = 0
    private(set) var isClosed = false
    private(set) var isLive = false
    private var status: DatabaseStatus?
    private let requirement: ServerRequirement?
    private let canResume: Bool

    init(requirement: ServerRequirement?, canResume: Bool) {
        self.requirement = requirement
        self.canResume = canResume
    }

    mutating func asks(isQuery: Bool) -> UInt64 {
        defer { nextID += 1 }
        open[nextID] = isQuery
        return nextID
    }

    mutating func changesFilters() { if !isClosed { filterChanges += 1 } }
    mutating func givesBack(_ lock: String) { held.remove(lock) }
    mutating func isInterrupted() { isLive = false }

    mutating func note(_ event: OVSDBClient.Event) {
        switch event {
        case .transacted(let id, _): settle(id, isQuery: false)
        case .answered(let id, _): settle(id, isQuery: true)
        default: if isClosed { fatalError("\(event) after the end") }
        }
        switch event {
        case .transacted, .answered: break
        case .ready(_, let found):
            if isLive { fatalError("a second monitor is ready without an end of the first") }
            if found, !canResume { fatalError("what was never begun is resumed") }
            isLive = true
        case .updates: if !isLive { fatalError("updates without a monitor") }
        case .lock(let name, let event):
            if event == .acquired { held.insert(name) } else { held.remove(name) }
        case .server(let status): self.status = status
        case .interrupted:
            if !isLive { fatalError("what is not live is interrupted") }
            isLive = false
        case .filtersApplied, .filtersRefused:
            filterChanges -= 1
            if filterChanges < 0 { fatalError("more is told of filters than was asked") }
        case .closed:
            (isClosed, isLive, held) = (true, false, [])
        }
    }

    private mutating func settle(_ id: UInt64, isQuery: Bool) {
        guard open.removeValue(forKey: id) == isQuery else { fatalError("\(id) is answered more than once") }
    }

    /// A monitor does not stand on a server that is not what is required.
    func checkServer() {
        guard isLive, let requirement, let status else { return }
        do { try requirement.check(status) } catch { fatalError("the session goes on in spite of \(error)") }
    }
}
