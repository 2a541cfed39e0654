import OpenFlow

/// Every action of the library by name. A new action does not compile without a kind, and a kind without samples fails.
enum ActionKind: String, CaseIterable, Sendable {
    case output, group, setField, move, resubmit, push, pop, pushVLAN, popVLAN, decrementTTL, setQueue, meter,
        controller
    case conntrack, nat, clearConntrack, clone, conjunction, copyTTLOut, copyTTLIn, setMPLSTTL, decrementMPLSTTL
    case pushMPLS, popMPLS, pushPBB, popPBB, setTTL, decrementTTLForControllers, decrementNSHTTL, setTunnel, popQueue
    case resubmitOriginal, outputField, outputTruncated, controllerWith, learn, multipath, bundle, sample, note, exit
    case finTimeout, writeMetadata, encap, decap, checkPacketLarger, deleteField, setTunnelMetadata, unknown

    init(_ action: Action) {
        self =
            switch action {
            case .output: .output
            case .group: .group
            case .setField: .setField
            case .move: .move
            case .resubmit: .resubmit
            case .push: .push
            case .pop: .pop
            case .pushVLAN: .pushVLAN
            case .popVLAN: .popVLAN
            case .decrementTTL: .decrementTTL
            case .setQueue: .setQueue
            case .meter: .meter
            case .controller: .controller
            case .conntrack: .conntrack
            case .nat: .nat
            case .clearConntrack: .clearConntrack
            case .clone: .clone
            case .conjunction: .conjunction
            case .copyTTLOut: .copyTTLOut
            case .copyTTLIn: .copyTTLIn
            case .setMPLSTTL: .setMPLSTTL
            case .decrementMPLSTTL: .decrementMPLSTTL
            case .pushMPLS: .pushMPLS
            case .popMPLS: .popMPLS
            case .pushPBB: .pushPBB
            case .popPBB: .popPBB
            case .setTTL: .setTTL
            case .decrementTTLForControllers: .decrementTTLForControllers
            case .decrementNSHTTL: .decrementNSHTTL
            case .setTunnel: .setTunnel
            case .popQueue: .popQueue
            case .resubmitOriginal: .resubmitOriginal
            case .outputField: .outputField
            case .outputTruncated: .outputTruncated
            case .controllerWith: .controllerWith
            case .learn: .learn
            case .multipath: .multipath
            case .bundle: .bundle
            case .sample: .sample
            case .note: .note
            case .exit: .exit
            case .finTimeout: .finTimeout
            case .writeMetadata: .writeMetadata
            case .encap: .encap
            case .decap: .decap
            case .checkPacketLarger: .checkPacketLarger
            case .deleteField: .deleteField
            case .setTunnelMetadata: .setTunnelMetadata
            case .unknown: .unknown
            }
    }
}
