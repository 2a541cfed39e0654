import NetworkTypes
import OpenFlow

extension SwitchAgent {
    /// Bundle control, section 7.3.9.2.
    mutating func handle(_ control: BundleControl, _ request: Request) throws(OpenFlowError) {
        let bundle = sessions[request.session]?.bundles[control.bundle]
        let done: BundleControl.Kind
        switch control.kind {
        case .openRequest:
            guard bundle == nil else {
                sessions[request.session]?.bundles[control.bundle] = nil
                throw .badBundle
            }
            sessions[request.session]?.bundles[control.bundle] = Bundle(
                flags: control.flags, usedAt: now, opening: request.bytes)
            done = .openReply
        case .closeRequest:
            try check(bundle, control, request)
            sessions[request.session]?.bundles[control.bundle]?.isClosed = true
            sessions[request.session]?.bundles[control.bundle]?.usedAt = now
            done = .closeReply
        case .commitRequest:
            try commit(control, request)
            done = .commitReply
        case .discardRequest:
            guard bundle != nil else { throw .badBundle }
            sessions[request.session]?.bundles[control.bundle] = nil
            done = .discardReply
        case .openReply, .closeReply, .commitReply, .discardReply: throw .badBundleType
        }
        // Open vSwitch leaves the flags out of its replies.
        reply(.bundleControl(BundleControl(done, bundle: control.bundle, flags: [])), request)
    }

    /// A bundle that a message does not fit is gone.
    private mutating func check(_ bundle: Bundle?, _ control: BundleControl, _ request: Request) throws(OpenFlowError) {
        guard let bundle else { throw .badBundle }
        guard !bundle.isClosed, bundle.flags == control.flags else {
            sessions[request.session]?.bundles[control.bundle] = nil
            throw bundle.isClosed ? .bundleClosed : .badBundleFlags
        }
    }

    mutating func add(_ member: BundleAdd, _ request: Request) throws(OpenFlowError) {
        if let refusal = member.refusal(xid: request.xid) { throw OpenFlowError(refusal) }
        let length = Int(member.message.span.bytes.load(2, as: UInt16.self))
        let bytes = member.message[..<length]
        let inner: Message
        do {
            inner = try Message.decode(Array(bytes)).message
        } catch {
            throw Self.error(ofUndecodable: bytes)
        }
        let own = Request(bytes: bytes, xid: request.xid, session: request.session, version: request.version)
        guard let change = try prepared(inner, own) else { throw .badType }
        try put(change, in: member.bundle, member.flags, request)
    }

    /// A member opens a bundle that is not there.
    mutating func put(
        _ change: Bundle.Member.Change, in id: UInt32, _ flags: BundleFlags, _ request: Request
    ) throws(OpenFlowError) {
        let session = request.session
        if let bundle = sessions[session]?.bundles[id], bundle.isClosed || bundle.flags != flags {
            sessions[session]?.bundles[id] = nil
            throw bundle.isClosed ? .bundleClosed : .badBundleFlags
        }
        let member = Bundle.Member(change: change, xid: request.xid, message: request.bytes)
        sessions[session]?.bundles[
            id, default: Bundle(flags: flags, usedAt: now, opening: request.bytes)
        ].members.append(member)
        sessions[session]?.bundles[id]?.usedAt = now
    }

    /// All or nothing. The member that is refused is said by an error of its own.
    private mutating func commit(_ control: BundleControl, _ request: Request) throws(OpenFlowError) {
        guard let bundle = sessions[request.session]?.bundles.removeValue(forKey: control.bundle) else {
            throw .badBundle
        }
        guard bundle.flags == control.flags else { throw .badBundleFlags }
        let emitted = emissions.count
        state.beginBundle()
        for member in bundle.members {
            do throws(OpenFlowError) {
                try carryOut(member.change, member.xid, request.session)
            } catch {
                state.revertBundle()
                emissions.removeSubrange(emitted...)
                sessions[request.session]?.send(error, about: member.message)
                throw .memberFailed
            }
        }
        state.commitBundle()
        for member in bundle.members { forward(member.change, member.xid, request.session, request.version) }
    }
}
