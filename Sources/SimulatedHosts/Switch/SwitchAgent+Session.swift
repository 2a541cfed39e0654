import NetworkTypes
import OpenFlow

extension SwitchAgent {
    /// The first message must be a hello of a version that both speak (OpenFlow 1.5.1 section 6.3.1).
    mutating func negotiate(_ message: ArraySlice<UInt8>, _ session: Int) {
        let span = message.span.bytes
        let header = span.load(0, as: UInt8.self)
        guard span.load(1, as: UInt8.self) == 0 else { return close(session, "the first message is no hello") }
        let own = Set(configuration.versions.map(\.rawValue))
        var common = own.filter { $0 <= header }.intersection([min(header, own.max() ?? 0)])
        if let theirs = Self.hello(message)?.versions { common = own.intersection(theirs) }
        guard let byte = common.max(), let version = OpenFlowVersion(rawValue: byte) else {
            refuse(.incompatible, message, session)
            return close(session, "no version in common")
        }
        sessions[session]?.setDefaults(for: version)
    }

    /// A hello of any version, whose form is the same in all.
    private static func hello(_ message: ArraySlice<UInt8>) -> Hello? {
        var bytes = Array(message)
        bytes[0] = OpenFlowVersion.v1_5.rawValue
        guard case .hello(let hello)? = try? Message.decode(bytes).message else { return nil }
        return hello
    }

    mutating func configure(_ wanted: SwitchConfiguration, _ request: Request) throws(OpenFlowError) {
        // OFPC_FRAG_REASM is nothing that Open vSwitch can do, and it goes on as before.
        if wanted.flags > 3 { throw OpenFlowError(type: 10, code: 0) }
        if wanted.flags != 2 { fragmentMode = wanted.flags }
        sessions[request.session]?.missSendLength = wanted.missSendLength
    }

    /// Section 7.3.8. There is one primary: who was it becomes secondary and is told.
    mutating func setRole(_ wanted: RoleMessage, _ request: Request) throws(OpenFlowError) {
        let session = request.session
        if wanted.role == .primary || wanted.role == .secondary {
            if let generation, Int64(bitPattern: wanted.generation &- generation) < 0 { throw .staleRole }
            generation = wanted.generation
        }
        if wanted.role == .primary {
            for (number, other) in sessions where number != session && other.role == .primary {
                sessions[number]?.role = .secondary
                guard other.version != nil else { continue }
                sessions[number]?.send(
                    .roleStatus(RoleStatus(.secondary, .primaryRequest, generation: generation ?? .max)), xid: 0)
            }
        }
        if wanted.role != .noChange { sessions[session]?.role = wanted.role }
        let role = sessions[session]?.role ?? .equal
        // Short ids are nothing that Open vSwitch has.
        reply(.roleReply(RoleMessage(role, shortID: 0, generation: generation ?? .max)), request)
    }

    mutating func replyAsync(_ request: Request) {
        reply(.getAsyncReply(AsyncConfiguration(sessions[request.session]?.async ?? [:])), request)
    }

    mutating func setAsync(
        _ wanted: AsyncConfiguration, _ message: Message, _ request: Request
    ) throws(OpenFlowError) {
        if let refusal = message.refusal(version: request.version) { throw OpenFlowError(refusal) }
        for (kind, mask) in wanted.masks { sessions[request.session]?.async[kind] = mask }
    }
}
