public import NetworkTypes
import Wire

extension OpenFlowConnection {
    /// Takes bytes from the switch, in whatever pieces they came.
    public mutating func receive(_ bytes: [UInt8], now: MonotonicTime) -> [Event] {
        if isClosed { return takeEvents() }
        keepalive.bytesReceived(now: now)
        input.append(bytes)
        while !isClosed {
            do throws(CloseReason) {
                guard try receiveMessage(now: now) else { break }
                if output.byteCount > configuration.maximumQueuedBytes { throw .outputOverflow }
            } catch {
                return close(error)
            }
        }
        return takeEvents()
    }

    /// Handles one message. False when it is not there whole.
    private mutating func receiveMessage(now: MonotonicTime) throws(CloseReason) -> Bool {
        let header: MessageHeader
        do throws(WireError) {
            guard let found = try input.header() else { return false }
            header = found
        } catch {
            throw .malformed(error, type: 0)
        }
        let length = Int(header.length)
        let isForeign = negotiatedVersion.map { header.version != $0.rawValue } ?? false
        guard !isForeign || header.isErrorOfVersion1 else { throw .wrongVersion(header.version) }
        // What does not begin as a hello need not be waited for: it is another protocol, or no friend.
        if case .greeting = state, header.type != MessageType.hello { throw .unexpectedMessage(type: header.type) }
        guard input.holds(length) else { return false }
        if case .greeting = state {
            try receiveGreeting(header)
        } else if isForeign {
            try receiveErrorOfVersion1(header, now: now)
        } else {
            let message: Message
            do throws(WireError) {
                message = try input.read(length) { (reader) throws(WireError) in try Message.decode(&reader).message }
            } catch {
                throw .malformed(error, type: header.type)
            }
            try handle(message, header, now: now)
        }
        input.consume(length)
        return true
    }

    /// What Open vSwitch 3.1 answers to a flow monitor that it does not take: it looks for the request's header behind the
    /// request, so xid and data of the error are of whatever lies there, and a version that it does not know becomes 1.
    /// The oldest such request is meant, as it answers in order; where there is none, the xid is all there is to go by.
    private mutating func receiveErrorOfVersion1(_ header: MessageHeader, now: MonotonicTime) throws(CloseReason) {
        let xid = oldestMonitorRequest ?? header.xid
        let error: OpenFlowError
        do throws(WireError) {
            error = try input.read(Int(header.length)) { (reader) throws(WireError) in
                try reader.skip(MessageHeader.byteCount)
                return try OpenFlowError(version1: &reader, xid: xid)
            }
        } catch {
            throw .malformed(error, type: header.type)
        }
        guard case .ready = state else { throw .handshakeRefused(error) }
        if continueProgramming(.error(error), xid: xid, now: now) { return }
        if deliver(.error(error), xid: xid, byteCount: Int(header.length), now: now) { return }
        events.append(.asynchronous(.error(error)))
    }

    /// The first message: a hello, of whatever version.
    private mutating func receiveGreeting(_ header: MessageHeader) throws(CloseReason) {
        let hello: Hello
        do throws(WireError) {
            hello = try input.read(Int(header.length)) { (reader) throws(WireError) in
                try reader.skip(MessageHeader.byteCount)
                return try Hello(from: &reader)
            }
        } catch {
            throw .malformed(error, type: header.type)
        }
        guard let version = commonVersion(hello, headerVersion: header.version) else {
            let error = OpenFlowError(type: 0, code: 0, data: Array("no common version".utf8))
            output.write(.error(error), version: configuration.versions.lowerBound, xid: header.xid)
            throw .noCommonVersion(peer: hello.versions?.sorted() ?? [header.version])
        }
        state = .describing(version)
        output.write(.featuresRequest, version: version, xid: nextXID())
    }

    /// The highest version of both bitmaps; without a bitmap the lower of the two header versions (section 6.3.1).
    private func commonVersion(_ hello: Hello, headerVersion: UInt8) -> OpenFlowVersion? {
        let ours = OpenFlowVersion.allCases.filter { configuration.versions.contains($0) }
        if let theirs = hello.versions { return ours.last { theirs.contains($0.rawValue) } }
        let lower = min(headerVersion, configuration.versions.upperBound.rawValue)
        return ours.first { $0.rawValue == lower }
    }

    private mutating func handle(
        _ message: Message, _ header: MessageHeader, now: MonotonicTime
    ) throws(CloseReason) {
        if case .echoRequest(let data) = message, let version = negotiatedVersion {
            output.write(.echoReply(data), version: version, xid: header.xid)
            return
        }
        // The version stands (section 6.3.1): a peer that begins again has to connect again.
        if case .hello = message { throw .secondHello }
        guard case .describing(let version) = state else { return try receiveReady(message, header, now: now) }
        switch message {
        case .featuresReply(let features):
            guard features.auxiliaryID == 0 else { throw .auxiliaryConnection(features.auxiliaryID) }
            state = .ready(version)
            events.append(
                .ready(
                    version: version, datapathID: features.datapathID, tableCount: features.tableCount,
                    auxiliaryID: features.auxiliaryID))
        case .error(let error): throw .handshakeRefused(error)
        // A switch may send port changes before it has described itself; nobody knows yet whose they are.
        default: break
        }
    }

    private mutating func receiveReady(
        _ message: Message, _ header: MessageHeader, now: MonotonicTime
    ) throws(CloseReason) {
        if continueProgramming(message, xid: header.xid, now: now) { return }
        if deliver(message, xid: header.xid, byteCount: Int(header.length), now: now) { return }
        if case .unknown = message { refuseType(header) }
        switch message {
        case .packetIn, .packetIn2, .flowRemoved, .portStatus, .roleStatus, .requestForward, .flowMonitorPaused,
            .flowMonitorResumed, .tableStatus, .controllerStatus, .nicira, .error, .experimenter, .unknown:
            events.append(.asynchronous(message))
        // Flow monitors report by multipart replies with xid 0.
        case .multipartReply where header.xid == 0: events.append(.asynchronous(message))
        // Answers to requests that were given up, or that nobody made.
        default:
            strayMessages += 1
            guard strayMessages <= configuration.strayMessageLimit else { throw .strayMessages }
        }
    }

    /// Answers a message of a type that does not exist (section 7.5.4, OFPBRC_BAD_TYPE).
    private mutating func refuseType(_ header: MessageHeader) {
        guard let version = negotiatedVersion else { return }
        let data = input.prefix(min(Int(header.length), Self.refusedBytes))
        output.write(.error(OpenFlowError(type: 1, code: 1, data: data)), version: version, xid: header.xid)
    }

    /// So much of the message that it refuses an error has at least, or the whole of a shorter one.
    private static let refusedBytes = 64
}
