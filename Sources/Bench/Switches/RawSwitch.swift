import OpenFlow
import Wire

/// The plainest OpenFlow 1.5 client there can be, on a switch's management socket: what it takes is the floor that Weft
/// is compared with.
///
/// Unchecked: calls block, and one thread at a time uses it.
final class RawSwitch: @unchecked Sendable {
    private let stream: UnixStream
    /// What has arrived and was not read yet begins at `position`.
    private var buffer: [UInt8] = []
    private var position = 0
    private var lastXID: UInt32 = 0

    /// Connects, and exchanges hellos.
    init(path: String, timeout: Duration = .seconds(60)) throws {
        stream = try UnixStream(path: path, timeout: timeout)
        try send(.hello(Hello(.v1_5 ... .v1_5)))
        let first = try receive()
        guard case .hello = first.message else { throw BenchError("\(path): \(first.message) instead of a hello") }
    }

    /// Writes bytes as they are.
    func write(_ bytes: [UInt8]) throws { try stream.write(bytes) }

    @discardableResult
    func send(_ message: Message) throws -> UInt32 {
        lastXID += 1
        try stream.write(message.encoded(version: .v1_5, xid: lastXID))
        return lastXID
    }

    /// The answer with this xid; others are passed over. An error of any xid is thrown.
    func answer(to xid: UInt32) throws -> Message {
        while true {
            let (answered, message) = try receive()
            switch message {
            case .error(let error): throw BenchError("the switch refuses message \(answered): \(error)")
            case .echoRequest(let data):
                try stream.write(Message.echoReply(data).encoded(version: .v1_5, xid: answered))
            default: if answered == xid { return message }
            }
        }
    }

    private func receive() throws -> (xid: UInt32, message: Message) {
        while true {
            if buffer.count - position >= 8 {
                let length = Int(buffer[position + 2]) << 8 | Int(buffer[position + 3])
                if buffer.count - position >= length {
                    defer { position += length }
                    let (header, message) = try Message.decode(Array(buffer[position..<position + length]))
                    return (header.xid, message)
                }
            }
            buffer.removeSubrange(..<position)
            position = 0
            try stream.read(into: &buffer)
        }
    }
}

extension RawSwitch {
    private func parts(_ request: MultipartRequest.Body, _ take: (MultipartReply.Body) -> Void) throws {
        let xid = try send(.multipartRequest(MultipartRequest(request)))
        while true {
            guard case .multipartReply(let part) = try answer(to: xid) else {
                throw BenchError("the switch answers \(request) with something else")
            }
            take(part.body)
            if !part.hasMore { return }
        }
    }

    func flows() throws -> [FlowDescription] {
        var flows: [FlowDescription] = []
        try parts(.flows(FlowFilter())) { if case .flows(let some) = $0 { flows += some } }
        return flows
    }

    func groups() throws -> [Group] {
        var groups: [Group] = []
        try parts(.groupDescriptions(GroupModification.allGroups)) {
            if case .groupDescriptions(let some) = $0 { groups += some }
        }
        return groups
    }

    /// What the switch says it runs: `Open vSwitch 3.1.0`.
    func software() throws -> String {
        var software = ""
        try parts(.description) {
            if case .description(let description) = $0 { software = "\(description.hardware) \(description.software)" }
        }
        return software
    }

    /// Deletes all flows and groups.
    func empty() throws {
        let all = Flow(table: 0xff, priority: 0, cookie: 0, match: Match(), instructions: [])
        try send(.flowModification(FlowModification(.delete, all)))
        let everyGroup = Group(id: GroupModification.allGroups, type: .all, buckets: [])
        try send(.groupModification(GroupModification(.delete, everyGroup)))
        _ = try answer(to: send(.barrierRequest))
    }
}
