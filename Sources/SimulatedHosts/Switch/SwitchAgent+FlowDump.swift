import NetworkTypes
import OpenFlow

extension SwitchAgent {
    /// OFPMP_FLOW, in 1.5 OFPMP_FLOW_DESC. There the bytes that are kept are those of the answer, and nothing is decoded.
    mutating func answerFlows(_ filter: FlowFilter, _ request: Request) throws(OpenFlowError) {
        let flows = try selected(filter, request.version)
        guard request.version == .v1_5 else {
            let described = flows.map { FlowDescription($0.decoded(), counters: counters(of: $0)) }
            for part in MultipartReply(.flows(described)).parts(version: request.version) {
                reply(.multipartReply(part), request)
            }
            return
        }
        var output = sessions[request.session]?.output ?? []
        sessions[request.session]?.output = []
        output.reserveCapacity(output.count + flows.count * 160)
        var start = Self.beginPart(request.xid, &output)
        for flow in flows {
            if output.count - start > configuration.replyBytes {
                Self.endPart(start, hasMore: true, &output)
                start = Self.beginPart(request.xid, &output)
            }
            append(flow, to: &output)
        }
        Self.endPart(start, hasMore: false, &output)
        sessions[request.session]?.output = output
    }

    func aggregate(_ filter: FlowFilter, _ version: OpenFlowVersion) throws(OpenFlowError) -> FlowCounters {
        var counters = FlowCounters()
        counters.flows = UInt32(try selected(filter, version).count)
        (counters.packets, counters.bytes) = (0, 0)
        return counters
    }

    private func selected(_ filter: FlowFilter, _ version: OpenFlowVersion) throws(OpenFlowError) -> [StoredFlow] {
        if let refusal = filter.match.refusal(version: version) { throw OpenFlowError(refusal) }
        guard filter.table <= FlowChange.tableCount || filter.table == 0xff else { throw .badTable }
        return state.store.flows.filter(FlowSelection(filter).selects)
    }

    private func counters(of flow: StoredFlow) -> FlowCounters {
        var counters = FlowCounters()
        counters.duration = (now - flow.created).span
        (counters.packets, counters.bytes) = (0, 0)
        return counters
    }

    /// The heads of the message and of the multipart reply; the length and OFPMPF_REPLY_MORE follow.
    private static func beginPart(_ xid: UInt32, _ output: inout [UInt8]) -> Int {
        let start = output.count
        output.append(6, 19, 0, 0)
        output.append(xid)
        output.append(0, 1, 0, 0, 0, 0, 0, 0)
        return start
    }

    private static func endPart(_ start: Int, hasMore: Bool, _ output: inout [UInt8]) {
        output.patch(UInt16(output.count - start), at: start + 2)
        if hasMore { output[start + 11] = 1 }
    }

    /// struct ofp_flow_desc, section 7.3.5.2, with duration, packets and bytes as OXS fields (section 7.2.4).
    private func append(_ flow: StoredFlow, to output: inout [UInt8]) {
        let start = output.count
        output.append(0, 0, 0, 0, flow.table, 0)
        output.append(flow.priority)
        output.append(flow.idleTimeout)
        output.append(flow.hardTimeout)
        output.append(flow.flags.rawValue)
        output.append(flow.importance)
        output.append(flow.cookie)
        output += flow.body.bytes[..<flow.body.matchCount]
        let duration = (now - flow.created).span
        // ofp_stats of 4 + 12 + 12 + 12 + 12 bytes, and 4 of padding.
        output.append(0, 0, 0, 52)
        output.append(0x80, 0x02, 0 << 1, 8)
        output.append(duration.seconds)
        output.append(duration.nanoseconds)
        output.append(0x80, 0x02, 1 << 1, 8)
        output.append(duration.seconds)
        output.append(duration.nanoseconds)
        output.append(0x80, 0x02, 4 << 1, 8)
        output.append(UInt64(0))
        output.append(0x80, 0x02, 5 << 1, 8)
        output.append(UInt64(0))
        output.append(0, 0, 0, 0)
        output += flow.body.bytes[flow.body.matchCount...]
        output.patch(UInt16(output.count - start), at: start)
    }
}

extension [UInt8] {
    fileprivate mutating func append(_ bytes: UInt8...) { self += bytes }

    fileprivate mutating func append<T: FixedWidthInteger>(_ value: T) {
        Swift.withUnsafeBytes(of: value.bigEndian) { self.append(contentsOf: $0) }
    }

    fileprivate mutating func patch(_ value: UInt16, at offset: Int) {
        (self[offset], self[offset + 1]) = (UInt8(value >> 8), UInt8(value & 0xff))
    }
}
