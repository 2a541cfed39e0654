import NetworkTypes
import TestSupport

@testable import OpenFlow

/// Sends the samples of messages to a real switch, each in a session of its own and with what it speaks of in place.
struct SentMessages {
    let socketPath: String
    let version: OpenFlowVersion

    /// The switch's answer, which is the reply of a barrier for a message that has no answer.
    func answer(to message: Message) throws -> Result<Message, OpenFlowConnection.RequestFailure> {
        let client = try SwitchClient(path: socketPath, version: version)
        _ = try client.awaitReady()
        try client.clear()
        _ = try client.request(.nicira(.tlvTableModification(TLVTableModification(.clear)))).get()
        let addressed = try prepare(message, client)
        return try client.request(addressed)
    }

    /// Puts there what the message needs, and gives the message as this switch must be told it.
    private func prepare(_ message: Message, _ client: SwitchClient) throws -> Message {
        switch message {
        case .groupModification(let modification): try program(client, groups: groups(for: modification))
        case .meterModification(let modification):
            let missing = modification.command == .add ? modification.meter.id : nil
            try program(client, meters: SwitchCorpus.meters.filter { $0.id != missing })
        case .multipartRequest: try program(client, groups: SwitchCorpus.groups, meters: SwitchCorpus.meters)
        case .flowMonitorCancel(let id):
            _ = try client.request(.multipartRequest(MultipartRequest(.flowMonitor(.changes(id: id))))).get()
        case .bundleAdd(let member): try open(member.bundle, member.flags, client)
        case .bundleControl(let control) where control.kind != .openRequest:
            try open(control.bundle, control.flags, client)
        case .portModification(var modification):
            modification.hardwareAddress = try hardwareAddress(of: modification.port, client)
            return .portModification(modification)
        default: break
        }
        return message
    }

    /// All but the one that is added, or its buckets.
    private func groups(for modification: GroupModification) -> [Group] {
        SwitchCorpus.groups.compactMap { group in
            guard group.id == modification.group.id else { return group }
            switch modification.command {
            case .add: return nil
            case .insertBucket: return Group(id: group.id, type: group.type, buckets: [])
            default: return group
            }
        }
    }

    private func program(_ client: SwitchClient, groups: [Group] = [], meters: [Meter] = []) throws {
        let messages =
            meters.map { Message.meterModification(MeterModification(.add, $0)) }
            + groups.map { Message.groupModification(GroupModification(.add, $0)) }
        for case .some(let error) in try client.send(messages) { throw error }
    }

    private func open(_ bundle: UInt32, _ flags: BundleFlags, _ client: SwitchClient) throws {
        _ = try client.request(.bundleControl(BundleControl(.openRequest, bundle: bundle, flags: flags))).get()
    }

    /// A port_mod names the port twice: by number and by address.
    private func hardwareAddress(of port: PortNumber, _ client: SwitchClient) throws -> MACAddress {
        let request = Message.multipartRequest(MultipartRequest(.portDescriptions(.any)))
        guard case .multipartReply(let reply) = try client.request(request).get(),
            case .portDescriptions(let ports) = reply.body, let found = ports.first(where: { $0.number == port })
        else { throw VirtualSwitch.Failure(description: "the switch has no port \(port)") }
        return found.hardwareAddress
    }
}
