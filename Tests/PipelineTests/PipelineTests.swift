import NetworkTypes
import OpenFlow
import Pipeline
import Testing

@Suite struct StageTests {
    @Test("Stages lead onwards only, to tables with higher numbers")
    func order() {
        for stage in Stage.allCases {
            for next in Stage.allCases where stage.leads(to: next) {
                #expect(next.table > stage.table, "\(stage) → \(next)")
            }
            #expect(Stage(table: stage.table) == stage)
        }
        #expect(Set(Stage.allCases.map(\.table)).count == Stage.allCases.count)
    }

    @Test(
        "Connection tracking leads onwards too: from each policy's beginning to its peers, from its end to what comes after"
    )
    func tracking() {
        for stages in PolicyStages.all {
            #expect(stages.connect.table < stages.peers.table && stages.commit.table < stages.after.table)
            #expect(stages.side.stages == stages)
            #expect(!stages.connect.leads(to: stages.peers), "nothing goes there without being tracked")
        }
        #expect(Set(PolicyStages.all.flatMap(\.tiers)).count == 6)
    }

    @Test("Slots of one register do not overlap")
    func slots() {
        for (place, slot) in Slot.all.enumerated() {
            for other in Slot.all[(place + 1)...] where other.field == slot.field {
                #expect(!slot.bits.overlaps(other.bits), "\(slot.name) and \(other.name)")
            }
        }
    }

    @Test("A cookie tells its feature and number again", arguments: Cookie.Feature.allCases)
    func cookies(feature: Cookie.Feature) throws {
        let cookie = Cookie(feature, 0xabc_0000_1234)
        let again = try #require(Cookie(rawValue: cookie.rawValue))
        #expect(again.feature == feature && again.number == 0xabc_0000_1234)
    }

    @Test("A cookie of somebody else's is not ours", arguments: [0, 0xff00_0000_0000_0001, 0x0101_0000_0000_0000, 42])
    func foreignCookies(raw: UInt64) {
        #expect(Cookie(rawValue: raw) == nil)
    }
}

@Suite struct FlowCheckTests {
    let cookie = Cookie(.localNIC, 16)

    @Test("What the builder makes keeps to the declaration")
    func good() {
        let flow = FlowBuilder(.classify, priority: 100, cookie: cookie)
            .matching(.inPort, 5).setting(.network, 10000).setting(.sourceNIC, 16).going(to: .guardian)
        #expect(FlowCheck.problems(of: flow.decoded()) == [])
        #expect(flow.table == 0 && flow.cookie == cookie.rawValue)
    }

    @Test("Only deliver names ports, only classify knows where packets came in, and registers are declared")
    func bad() {
        let output = FlowBuilder(.switching, priority: 1, cookie: cookie).acting(.output(PortNumber(5))).ending()
        #expect(FlowCheck.problems(of: output.decoded()) == ["switch: only deliver names output ports"])
        let input = FlowBuilder(.guardian, priority: 1, cookie: cookie).matching(.inPort, 5).dropping()
        #expect(FlowCheck.problems(of: input.decoded()) == ["guard: only classify knows input ports"])
        let register = FlowBuilder(.guardian, priority: 1, cookie: cookie).matching(.register(11), 1).dropping()
        #expect(FlowCheck.problems(of: register.decoded()) == ["guard: reg11 is used outside its declared slots"])
        let part = FlowBuilder(.guardian, priority: 1, cookie: cookie).matching(.register(0), 1, mask: 0xff).dropping()
        #expect(FlowCheck.problems(of: part.decoded()) == ["guard: reg0 is used outside its declared slots"])
    }

    @Test("What the builder makes of policy keeps to the declaration")
    func policy() {
        for stages in PolicyStages.all {
            func flow(_ stage: Stage) -> FlowBuilder {
                FlowBuilder(stage, priority: 1, cookie: cookie).matching(etherType: 0x0800)
            }
            for flow in [
                flow(stages.track).setting([(.zone, 5), (.isIngress, 1), (.picksUp, 0)]).going(to: stages.connect),
                flow(stages.connect).tracking(),
                flow(stages.guardTier).matching(connection: [.tracked], not: [.reply]).asking(3, .ingress)
                    .going(to: stages.tenantTier),
                flow(stages.verdict).matching(.allowingRule, 0).matching(.defaultDenies, 1).dropping(),
                flow(stages.verdict).matching(.peerIsInside, 1).matching(.peerIsKnown, 0).dropping(),
                flow(stages.commit).matching(connection: [.new]).committing(isLabelled: true),
            ] {
                #expect(FlowCheck.problems(of: flow.decoded()) == [])
                #expect(EncodedFlow(flow.decoded()) == flow)
            }
        }
    }

    @Test("Rules are asked by stages of policy alone, and connections are tracked where policy begins and ends")
    func strayPolicy() {
        func problems(_ stage: Stage, _ actions: Action...) -> [String] {
            FlowCheck.problems(
                of: Flow(
                    table: stage.table, priority: 1, cookie: cookie.rawValue, match: Match(),
                    instructions: [.applyActions(actions)]))
        }
        let question = Action.resubmit(port: nil, table: Stage.rules.table)
        #expect(problems(.egressPolicy, question) == [])
        #expect(problems(.egressVerdict, question).count == 1)
        #expect(problems(.switching, question).count == 1)
        #expect(problems(.egressPolicy, .resubmit(port: nil, table: Stage.deliver.table)).count == 1)
        let zone = Conntrack.Zone.field(Slot.zone.part)
        #expect(problems(.egressConnect, .conntrack(Conntrack(zone: zone, table: 32))) == [])
        #expect(problems(.egressConnect, .conntrack(Conntrack(zone: zone, table: 34))).count == 1)
        #expect(problems(.egressConnect, .conntrack(Conntrack(zone: .number(1), table: 32))).count == 1)
        #expect(problems(.egressConnect, .conntrack(Conntrack(commit: true, zone: zone, table: 32))).count == 1)
        #expect(problems(.egressCommit, .conntrack(Conntrack(zone: zone, table: 70))).count == 1)
        #expect(
            problems(.ingressCommit, .conntrack(Conntrack(commit: true, force: true, zone: zone, table: 110))).count
                == 1)
        #expect(problems(.switching, .conntrack(Conntrack(zone: zone, table: 80))).count == 1)
        #expect(problems(.egressPolicy, .conjunction(id: 1, clause: 0, count: 2)).count == 1)
        #expect(problems(.rules, .conjunction(id: 1, clause: 0, count: 2)) == [])
        let reading = FlowBuilder(.services, priority: 1, cookie: cookie).matching(connection: [.new]).dropping()
        #expect(FlowCheck.problems(of: reading.decoded()) == ["services: packets are not tracked there"])
        let part = FlowBuilder(.rules, priority: 1, cookie: cookie).matching(.register(2), 1, mask: 0x200).dropping()
        #expect(FlowCheck.problems(of: part.decoded()) == ["rules: reg2 is used outside its declared slots"])
    }

    @Test("Buckets choose a receiver, and packets go on to its policy or out")
    func groups() {
        func problems(_ actions: Action...) -> [String] {
            FlowCheck.problems(of: Group(id: 1, type: .all, buckets: [Bucket(id: 1, actions: actions)]))
        }
        #expect(problems(Slot.destination.set(17), .resubmit(port: nil, table: Stage.ingressTrack.table)) == [])
        #expect(problems(Slot.destination.set(1), .resubmit(port: nil, table: Stage.deliver.table)) == [])
        #expect(problems(.resubmit(port: nil, table: Stage.rules.table)).count == 1)
        #expect(problems(.output(PortNumber(1))).count == 1)
        #expect(problems(.setField(.register(11), 1)).count == 1)
    }

    @Test("A foreign cookie, an unknown table and a way back are found")
    func strays() {
        let stray = Flow(table: 3, priority: 1, cookie: 0, match: Match(), instructions: [])
        #expect(FlowCheck.problems(of: stray) == ["table 3 belongs to no stage"])
        let back = Flow(
            table: Stage.deliver.table, priority: 1, cookie: cookie.rawValue, match: Match(), instructions: [.goto(0)])
        #expect(FlowCheck.problems(of: back) == ["deliver: leads to table 0, which is no successor"])
    }
}
