import NetworkTypes
import TLS

/// The open sessions by their keys, and what they are told to do. On the sessions' thread only.
final class SessionTable {
    var databases: [SessionKey: DatabaseSession] = [:]
    var switches: [SessionKey: SwitchSession] = [:]

    var statistics: [SessionStatistics] {
        (databases.values.map(\.statistics) + switches.values.map(\.statistics)).sorted { $0.session < $1.session }
    }

    func end(_ key: SessionKey, _ reason: String) {
        databases[key]?.end(reason)
        switches[key]?.end(reason)
    }

    func recheckCertificates(_ context: TLSContext) {
        for key in databases.keys.sorted() { databases[key]?.recheckCertificate(context) }
        for key in switches.keys.sorted() { switches[key]?.recheckCertificate(context) }
    }

    /// Ends every session, in the order of their keys.
    func endAll(_ reason: String) {
        for key in databases.keys.sorted() { databases[key]?.end(reason) }
        for key in switches.keys.sorted() { switches[key]?.end(reason) }
    }

    /// Has the machines take every command in its order, and then each session concerned send what came of it at once.
    func perform(_ commands: [SouthboundCommand]) {
        var touched: [SessionKey] = []
        var seen: Set<SessionKey> = []
        for command in commands {
            perform(command)
            if seen.insert(command.session).inserted { touched.append(command.session) }
        }
        for key in touched {
            databases[key]?.commit()
            switches[key]?.commit()
        }
    }

    private func perform(_ command: SouthboundCommand) {
        switch command {
        case .transact(let key, let transaction, let id):
            databases[key]?.withMachine { $0.transact(transaction, id: id, now: $1) }
        case .resynchronise(let key): databases[key]?.withMachine { $0.resynchronise(now: $1) }
        case .closeDatabase(let key, let reason): databases[key]?.end(reason)
        case .challenge(let key, let limit):
            databases[key]?.withMachine { $0.challenge(within: limit, now: $1) }
            switches[key]?.withMachine { $0.challenge(within: limit, now: $1) }
        case .claimPrimary(let key, let generation, let request):
            switches[key]?.withMachine { $0.claimPrimary(generation: generation, request: request, now: $1) }
        case .monitorFlows(let key, let request):
            switches[key]?.withMachine { $0.monitorFlows(request: request, now: $1) }
        case .forwardRequests(let key, let request):
            switches[key]?.withMachine { $0.forwardRequests(request: request, now: $1) }
        case .readFlows(let key, let table, let request):
            switches[key]?.withMachine { $0.readFlows(table: table, request: request, now: $1) }
        case .readGroups(let key, let request):
            switches[key]?.withMachine { $0.readGroups(request: request, now: $1) }
        case .readMeters(let key, let request):
            switches[key]?.withMachine { $0.readMeters(request: request, now: $1) }
        case .readConfiguration(let key, let request):
            switches[key]?.withMachine { $0.readConfiguration(request: request, now: $1) }
        case .configure(let key): switches[key]?.withMachine { machine, _ in machine.configure() }
        case .program(let key, let batch, let id):
            switches[key]?.withMachine { $0.program(batch, id: id, now: $1) }
        case .emit(let key, let frame, let actions):
            switches[key]?.withMachine { machine, _ in machine.emit(frame, actions) }
        case .closeSwitch(let key, let reason): switches[key]?.end(reason)
        }
    }
}
