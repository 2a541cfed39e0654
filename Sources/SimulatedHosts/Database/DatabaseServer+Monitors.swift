import JSON
import OVSDB

// Monitors (RFC 7047 section 4.1.5; ovsdb-server(7), "Monitor_cond" and what follows it).

extension DatabaseServer {
    mutating func monitor(
        _ generation: Monitor.Generation, _ params: [JSONValue], on connection: Int
    ) throws(OVSDBError) -> Reply {
        let isOfServer = try isOfServer(generation.rawValue, params)
        let isSince = generation == .conditionalSince
        guard params.count == (isSince ? 4 : 3) else { throw OVSDBError(.syntaxError, "invalid parameters") }
        guard position(params[1], on: connection) == nil else {
            throw OVSDBError(.syntaxError, "duplicate monitor ID")
        }
        let watched = isOfServer ? account : database
        let tables = try MonitorReader(model: watched.model, generation: generation).tables(params[2])
        if isSince, params[3].string.flatMap(OVSDBUUID.init) == nil {
            throw OVSDBError(.syntaxError, "last-txn-id must be UUID format.")
        }
        let monitor = Monitor(id: params[1], isOfServer: isOfServer, generation: generation, tables: tables)
        connections[connection]?.monitors.append(monitor)
        let updates = UpdateWriter.initial(monitor, watched.contents)
        guard isSince else { return .text(updates) }
        var writer = TextWriter()
        writer.raw("[false,")
        writer.uuid(.zero)
        writer.raw(",")
        writer.raw(updates)
        writer.raw("]")
        return .text(writer.bytes)
    }

    mutating func changeConditions(_ params: [JSONValue], on connection: Int) throws(OVSDBError) -> Reply {
        guard params.count == 3 else { throw OVSDBError(.syntaxError, "invalid parameters") }
        guard let position = position(params[0], on: connection), let old = connections[connection]?.monitors[position]
        else { throw OVSDBError(.syntaxError, "unknown monitor session") }
        guard params[0] == params[1] || self.position(params[1], on: connection) == nil else {
            throw OVSDBError(.syntaxError, "duplicate monitor ID")
        }
        guard let requests = params[2].object else {
            throw OVSDBError(.syntaxError, "monitor-cond-change-requests must be object")
        }
        let watched = old.isOfServer ? account : database
        var new = old
        let reader = MonitorReader(model: watched.model, generation: old.generation)
        for (name, request) in requests { try Self.change(&new, name, request, reader) }
        new.id = params[1]
        connections[connection]?.monitors[position] = new
        if let updates = UpdateWriter.difference(old, new, watched.contents) {
            send(Self.notification(new, updates), to: connection)
        }
        return .result([:])
    }

    private static func change(
        _ monitor: inout Monitor, _ name: String, _ request: JSONValue, _ reader: MonitorReader
    ) throws(OVSDBError) {
        guard let number = reader.model.tableNumbers[name] else {
            throw OVSDBError(.syntaxError, "no table named \(name)")
        }
        guard let index = monitor.tables.firstIndex(where: { $0.number == number }) else {
            throw OVSDBError(.syntaxError, "no table named \(name) in monitor session")
        }
        guard let list = request.array else {
            throw OVSDBError(.syntaxError, "table \(name) no monitor-cond-change JSON array")
        }
        // The last one counts.
        for one in list { monitor.tables[index].conditions = try reader.conditions(one, number) ?? [] }
    }

    mutating func cancelMonitor(_ params: [JSONValue], on connection: Int) -> Reply {
        guard params.count == 1 else { return .error("invalid parameters") }
        guard let position = position(params[0], on: connection) else { return .error("unknown monitor") }
        connections[connection]?.monitors.remove(at: position)
        return .result([:])
    }

    private func position(_ id: JSONValue, on connection: Int) -> Int? {
        connections[connection]?.monitors.firstIndex { $0.id == id }
    }

    /// A notification with `<table-updates>` or `<table-updates2>`.
    static func notification(_ monitor: Monitor, _ updates: [UInt8]) -> [UInt8] {
        var writer = TextWriter()
        writer.raw("{\"id\":null,\"method\":")
        writer.json(.string(monitor.generation.notification))
        writer.raw(",\"params\":[")
        writer.json(monitor.id)
        if monitor.generation == .conditionalSince {
            writer.raw(",")
            writer.uuid(.zero)
        }
        writer.raw(",")
        writer.raw(updates)
        writer.raw("]}")
        return writer.bytes
    }
}
