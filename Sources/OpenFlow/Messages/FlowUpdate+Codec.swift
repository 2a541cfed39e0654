import Wire

extension FlowUpdate {
    /// The events' numbers: 1.3 has no initial one, and messages of their own for pauses.
    private enum Number {
        static let abbreviated13: UInt16 = 3
        static let abbreviated: UInt16 = 4
        static let paused: UInt16 = 5
        static let resumed: UInt16 = 6
    }

    /// Updates to the end of `reader`.
    static func list(from reader: inout ByteReader, version: OpenFlowVersion) throws(WireError) -> [FlowUpdate] {
        var updates: [FlowUpdate] = []
        while !reader.isAtEnd { updates.append(try FlowUpdate(from: &reader, version: version)) }
        return updates
    }

    private init(from reader: inout ByteReader, version: OpenFlowVersion) throws(WireError) {
        let length = Int(try reader.read(as: UInt16.self))
        guard length >= 8 else { throw WireError(.invalid("flow update of \(length) bytes"), at: reader.offset - 2) }
        var body = try reader.slice(length - 2)
        let number: UInt16 = try body.read()
        let abbreviated = version == .v1_3 ? Number.abbreviated13 : Number.abbreviated
        switch number {
        case abbreviated: self = .ownChange(xid: try body.read())
        case Number.paused where version > .v1_3:
            try body.skip(4)
            self = .paused
        case Number.resumed where version > .v1_3:
            try body.skip(4)
            self = .resumed
        default:
            guard let event = Change.Event(number: number, version: version) else {
                throw WireError(.invalid("flow update event \(number)"), at: reader.offset - length + 2)
            }
            self = .change(try Change(event, from: &body, version: version))
        }
        try body.requireEnd()
    }

    func encode(into writer: inout ByteWriter, version: OpenFlowVersion) {
        let start = writer.count
        writer.write(UInt16(0))
        switch self {
        case .ownChange(let xid):
            writer.write(version == .v1_3 ? Number.abbreviated13 : Number.abbreviated)
            writer.write(xid)
        case .paused:
            writer.write(Number.paused)
            writer.writeZeros(4)
        case .resumed:
            writer.write(Number.resumed)
            writer.writeZeros(4)
        case .change(let change): change.encode(into: &writer, version: version)
        }
        writer.patchLength(at: start, from: start)
    }
}

extension FlowUpdate.Change.Event {
    private static let native: [Self] = [.initial, .added, .removed, .modified]
    private static let of13: [Self] = [.added, .removed, .modified]

    init?(number: UInt16, version: OpenFlowVersion) {
        let events = version == .v1_3 ? Self.of13 : Self.native
        guard Int(number) < events.count else { return nil }
        self = events[Int(number)]
    }

    func number(in version: OpenFlowVersion) -> UInt16 {
        switch self {
        case .initial: 0
        case .added: version == .v1_3 ? 0 : 1
        case .removed: version == .v1_3 ? 1 : 2
        case .modified: version == .v1_3 ? 2 : 3
        }
    }
}

extension FlowUpdate.Change {
    /// Reads what stands behind length and event.
    fileprivate init(_ event: Event, from reader: inout ByteReader, version: OpenFlowVersion) throws(WireError) {
        var flow = Flow(table: 0, priority: 0, cookie: 0, match: Match(), instructions: [])
        if version == .v1_3 {
            reason = try reader.read()
            flow.priority = try reader.read()
            flow.idleTimeout = try reader.read()
            flow.hardTimeout = try reader.read()
            // The match says its own length.
            try reader.skip(2)
            flow.table = try reader.read()
            try reader.skip(1)
        } else {
            flow.table = try reader.read()
            reason = UInt16(try reader.read(as: UInt8.self))
            flow.idleTimeout = try reader.read()
            flow.hardTimeout = try reader.read()
            flow.priority = try reader.read()
            try reader.skip(4)
        }
        flow.cookie = try reader.read()
        flow.match = try Match(from: &reader)
        flow.instructions = try Instruction.list(from: &reader, version: version)
        self.event = event
        self.flow = flow
    }

    fileprivate func encode(into writer: inout ByteWriter, version: OpenFlowVersion) {
        let (match, length) = flow.match.written(version: version)
        writer.write(event.number(in: version))
        if version == .v1_3 {
            writer.write(reason)
            writer.write(flow.priority)
            writer.write(flow.idleTimeout)
            writer.write(flow.hardTimeout)
            writer.write(length)
            writer.write(flow.table)
            writer.writeZeros(1)
        } else {
            writer.write(flow.table)
            writer.write(UInt8(truncatingIfNeeded: reason))
            writer.write(flow.idleTimeout)
            writer.write(flow.hardTimeout)
            writer.write(flow.priority)
            writer.writeZeros(4)
        }
        writer.write(flow.cookie)
        writer.write(bytes: match)
        writer.write(flow.instructions, version: version)
    }
}
