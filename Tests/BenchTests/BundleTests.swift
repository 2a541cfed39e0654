import NetworkTypes
import OpenFlow
import Testing

@testable import Bench

@Suite("Encoded bundles")
struct BundleTests {
    /// Splits bytes into messages and decodes them.
    private func messages(_ bytes: [UInt8]) throws -> [(xid: UInt32, message: Message)] {
        var result: [(UInt32, Message)] = []
        var rest = bytes[...]
        while rest.count >= 8 {
            let length = Int(rest[rest.startIndex + 2]) << 8 | Int(rest[rest.startIndex + 3])
            let (header, message) = try Message.decode(Array(rest.prefix(length)))
            result.append((header.xid, message))
            rest = rest.dropFirst(length)
        }
        #expect(rest.isEmpty)
        return result
    }

    @Test("A bundle is opened, filled, closed and committed, and its members carry the xid of their envelope")
    func bundle() throws {
        let flow = CodecBenchmark.flows[3]
        let bundle = EncodedBundle(FlowModification(.add, flow))
        let found = try messages(bundle.bytes)
        #expect(found.count == 4)
        var kinds: [BundleControl.Kind] = []
        for (xid, message) in found {
            switch message {
            case .bundleControl(let control):
                kinds.append(control.kind)
                #expect(control.flags == [.atomic, .ordered])
            case .bundleAdd(let add):
                let inner = try Message.decode(add.message)
                #expect(inner.header.xid == xid)
                #expect(inner.message == .flowModification(FlowModification(.add, flow)))
            default: Issue.record("\(message) is no part of a bundle")
            }
        }
        #expect(kinds == [.openRequest, .closeRequest, .commitRequest])
        #expect(found.last?.xid == bundle.commitXID)
    }

    @Test("A switch's state goes into bundles of limited size, groups first", arguments: [1, 100, 257, 300])
    func bundles(limit: Int) throws {
        let group = Group(id: 7, type: .all, buckets: [])
        let state = SwitchState(flows: FlowBlock(CodecBenchmark.flows), groups: GroupBlock([group]))
        let bundles = EncodedBundle.bundles(of: state, limit: limit)
        #expect(bundles.count == (257 + limit - 1) / limit)
        var members: [Message] = []
        for bundle in bundles {
            for case .bundleAdd(let add) in try messages(bundle.bytes).map(\.message) {
                members.append(try Message.decode(add.message).message)
            }
        }
        #expect(members.count == 257)
        #expect(members.first == .groupModification(GroupModification(.add, group)))
        #expect(members.last == .flowModification(FlowModification(.add, CodecBenchmark.flows[255])))
    }

    @Test("States are compared by content, in whatever order")
    func comparison() {
        let flows = Array(CodecBenchmark.flows.prefix(3))
        let state = SwitchState(flows: FlowBlock(flows), groups: GroupBlock())
        #expect(state.holdsTheSame(as: SwitchState(flows: FlowBlock(flows.reversed()), groups: GroupBlock())))
        #expect(!state.holdsTheSame(as: SwitchState(flows: FlowBlock(flows.dropLast()), groups: GroupBlock())))
        let group = Group(id: 7, type: .all, buckets: [])
        #expect(!state.holdsTheSame(as: SwitchState(flows: FlowBlock(flows), groups: GroupBlock([group]))))
    }
}
