public import NetworkTypes

extension OpenFlowConnection {
    /// Sends a message and waits for its answer: `reply` or `requestFailed` with this id. An answer in parts is joined, and
    /// a question that is too long for one message is sent in parts.
    ///
    /// A message that has no answer of its own (flow_mod, meter_mod, set_config, set_async, …) is followed by a barrier, whose
    /// reply is the answer unless an error came first.
    public mutating func request(_ message: Message, id: UInt64, now: MonotonicTime) {
        switch message {
        case .multipartRequest: start(message, id: id, .joined([]), now: now)
        case .echoRequest, .featuresRequest, .getConfigRequest, .barrierRequest, .roleRequest, .getAsyncRequest,
            .bundleControl, .queueConfigurationRequest, .nicira(.roleRequest), .nicira(.tlvTableRequest):
            start(message, id: id, .single, now: now)
        default: startFenced(message, id: id, now: now)
        }
    }

    /// Reads every flow: `flows` events with this id, the last of them with `isLast`.
    public mutating func readFlows(_ filter: FlowFilter = FlowFilter(), id: UInt64, now: MonotonicTime) {
        start(.multipartRequest(MultipartRequest(.flows(filter))), id: id, .flows, now: now)
    }

    /// Reads every group: `groups` events with this id, the last of them with `isLast`.
    public mutating func readGroups(id: UInt64, now: MonotonicTime) {
        start(
            .multipartRequest(MultipartRequest(.groupDescriptions(GroupModification.allGroups))), id: id, .groups,
            now: now)
    }

    /// Reads every meter: `meters` events with this id, the last of them with `isLast`.
    public mutating func readMeters(id: UInt64, now: MonotonicTime) {
        start(.multipartRequest(MultipartRequest(.meterConfigurations(Meter.all))), id: id, .meters, now: now)
    }

    private mutating func start(_ message: Message, id: UInt64, _ kind: PendingRequest.Kind, now: MonotonicTime) {
        guard let version, pending.count < configuration.requestLimit else {
            events.append(.requestFailed(request: id, isClosed ? .disconnected : .notAccepted))
            return
        }
        let xid = unusedXIDs(1)
        guard append(message, id: id, version: version, xid: xid) else { return }
        pending[xid] = PendingRequest(
            id: id, kind: kind, deadline: now + configuration.requestDeadline,
            end: now + configuration.multipartDeadline, asksForMonitor: message.asksForMonitor)
    }

    private mutating func startFenced(_ message: Message, id: UInt64, now: MonotonicTime) {
        guard let version, pending.count + 1 < configuration.requestLimit else {
            events.append(.requestFailed(request: id, isClosed ? .disconnected : .notAccepted))
            return
        }
        let xid = unusedXIDs(2)
        guard append(message, id: id, version: version, xid: xid) else { return }
        let deadline = now + configuration.requestDeadline
        pending[xid] = PendingRequest(id: id, kind: .fenced(barrier: xid + 1), deadline: deadline, end: deadline)
        pending[xid + 1] = PendingRequest(id: id, kind: .barrier(of: xid), deadline: deadline, end: deadline)
        output.write(.barrierRequest, version: version, xid: xid + 1)
    }

    /// Writes a request, in parts where it is a long question. False when it cannot be sent: then it has failed, and nothing
    /// of it is sent, as one that is cut into parts fits.
    private mutating func append(_ message: Message, id: UInt64, version: OpenFlowVersion, xid: UInt32) -> Bool {
        do throws(MessageLengthError) {
            for part in message.parts(version: version) { try output.append(part, version: version, xid: xid) }
            return true
        } catch {
            events.append(.requestFailed(request: id, .tooLong(error)))
            return false
        }
    }

    /// Numbers that no request waits on; matters after four thousand million messages.
    private mutating func unusedXIDs(_ count: Int) -> UInt32 {
        while true {
            let first = takeXIDs(count)
            if (first..<first + UInt32(count)).allSatisfy({ pending[$0] == nil }) { return first }
        }
    }

    /// Hands an answer to the request that waits for it. False when none does.
    mutating func deliver(_ message: Message, xid: UInt32, byteCount: Int, now: MonotonicTime) -> Bool {
        guard let request = pending[xid] else { return false }
        switch (request.kind, message) {
        case (_, .error(let error)): fail(xid, request, .refused(error))
        case (.barrier(let fenced), .barrierReply):
            pending[xid] = nil
            pending[fenced] = nil
            events.append(.reply(request: request.id, message))
        case (.single, _):
            pending[xid] = nil
            events.append(.reply(request: request.id, message))
        case (.joined, .multipartReply(let part)), (.flows, .multipartReply(let part)),
            (.groups, .multipartReply(let part)), (.meters, .multipartReply(let part)):
            deliver(part, xid, byteCount: byteCount, now: now)
        default: return false
        }
        return true
    }

    /// One part of a longer answer.
    private mutating func deliver(_ part: MultipartReply, _ xid: UInt32, byteCount: Int, now: MonotonicTime) {
        // Taken out meanwhile, so that a long answer is not copied for each part.
        guard var request = pending.removeValue(forKey: xid) else { return }
        request.receivedBytes += byteCount
        request.deadline = min(now + configuration.requestDeadline, request.end)
        let event: Event?
        do throws(RequestFailure) {
            event = try take(part, for: &request)
        } catch {
            events.append(.requestFailed(request: request.id, error))
            return
        }
        if let event { events.append(event) }
        if part.hasMore { pending[xid] = request }
    }

    private func take(_ part: MultipartReply, for request: inout PendingRequest) throws(RequestFailure) -> Event? {
        switch (request.kind, part.body) {
        case (.flows, .flows(let flows)):
            try request.limit(to: configuration.maximumReadBytes)
            return .flows(request: request.id, flows.map(\.flow), isLast: !part.hasMore)
        case (.groups, .groupDescriptions(let groups)):
            try request.limit(to: configuration.maximumReadBytes)
            return .groups(request: request.id, groups, isLast: !part.hasMore)
        case (.meters, .meterConfigurations(let meters)):
            try request.limit(to: configuration.maximumReadBytes)
            return .meters(request: request.id, meters, isLast: !part.hasMore)
        case (.joined(var parts), _):
            try request.limit(to: configuration.maximumMultipartBytes)
            // Held once while it grows, or each part would copy all before it.
            request.kind = .joined([])
            parts.append(part.body)
            guard !part.hasMore else {
                request.kind = .joined(parts)
                return nil
            }
            guard let body = MultipartReply.Body(joining: parts) else {
                throw .invalidAnswer("parts that do not belong together")
            }
            return .reply(request: request.id, .multipartReply(MultipartReply(body)))
        default: throw .invalidAnswer("multipart type \(part.type(in: version ?? .v1_5)) is not what was asked for")
        }
    }

    /// The xid of the flow monitor that was asked for first of those that wait.
    var oldestMonitorRequest: UInt32? {
        pending.filter { $0.value.asksForMonitor }.min { ($0.value.end, $0.key) < ($1.value.end, $1.key) }?.key
    }

    private mutating func fail(_ xid: UInt32, _ request: PendingRequest, _ failure: RequestFailure) {
        pending[xid] = nil
        switch request.kind {
        case .fenced(let barrier): pending[barrier] = nil
        case .barrier(let fenced): pending[fenced] = nil
        default: break
        }
        events.append(.requestFailed(request: request.id, failure))
    }
}

extension Message {
    /// The messages that say the same: several for a question in parts.
    fileprivate func parts(version: OpenFlowVersion) -> [Message] {
        guard case .multipartRequest(let request) = self else { return [self] }
        return request.parts(version: version).map { .multipartRequest($0) }
    }

    fileprivate var asksForMonitor: Bool {
        guard case .multipartRequest(let request) = self else { return false }
        switch request.body {
        case .flowMonitor, .flowMonitors: return true
        default: return false
        }
    }
}

extension PendingRequest {
    fileprivate func limit(to bytes: Int) throws(OpenFlowConnection.RequestFailure) {
        if receivedBytes > bytes { throw .invalidAnswer("more than \(bytes) bytes") }
    }
}
