import OpenFlow
import Wire

/// An atomic, ordered bundle as bytes: opened, filled, closed and committed without waiting in between. Nothing that
/// programs a switch by bundles can take less than writing these bytes and reading the answer to the commit.
struct EncodedBundle: Sendable {
    let bytes: [UInt8]
    /// The xid of the commit, whose answer says that all is in place.
    let commitXID: UInt32

    private static let flags: BundleFlags = [.atomic, .ordered]
    /// Far away from the numbers that `RawSwitch` gives.
    private static let firstXID: UInt32 = 0x4000_0000

    /// - Parameter messages: whole OpenFlow 1.5 messages.
    init(_ messages: some Sequence<ArraySlice<UInt8>>) {
        let bundle: UInt32 = 1
        var writer = ByteWriter()
        var xid = Self.firstXID
        func control(_ kind: BundleControl.Kind, into writer: inout ByteWriter) {
            xid += 1
            let message = Message.bundleControl(BundleControl(kind, bundle: bundle, flags: Self.flags))
            writer.write(bytes: message.encoded(version: .v1_5, xid: xid))
        }
        control(.openRequest, into: &writer)
        for message in messages {
            xid += 1
            var own = ByteWriter(reservingCapacity: message.count)
            own.write(bytes: message)
            own.patch(xid, at: 4)
            let member = Message.bundleAdd(BundleAdd(bundle: bundle, flags: Self.flags, message: own.take()))
            writer.write(bytes: member.encoded(version: .v1_5, xid: xid))
        }
        control(.closeRequest, into: &writer)
        control(.commitRequest, into: &writer)
        bytes = writer.take()
        commitXID = xid
    }

    /// A bundle of one flow_mod.
    init(_ modification: FlowModification) {
        self.init([Message.flowModification(modification).encoded(version: .v1_5, xid: 0)[...]])
    }

    /// All groups and flows of a switch, groups first, in bundles of at most `limit` members.
    static func bundles(of state: SwitchState, limit: Int = 10_000) -> [EncodedBundle] {
        let messages = state.groups.entries.map(\.bytes) + state.flows.entries.map(\.bytes)
        return stride(from: 0, to: messages.count, by: limit).map {
            EncodedBundle(messages[$0..<min($0 + limit, messages.count)])
        }
    }
}
