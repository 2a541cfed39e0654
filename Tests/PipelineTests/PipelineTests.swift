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
        let register = FlowBuilder(.guardian, priority: 1, cookie: cookie).matching(.register(9), 1).dropping()
        #expect(FlowCheck.problems(of: register.decoded()) == ["guard: reg9 is used outside its declared slots"])
        let part = FlowBuilder(.guardian, priority: 1, cookie: cookie).matching(.register(0), 1, mask: 0xff).dropping()
        #expect(FlowCheck.problems(of: part.decoded()) == ["guard: reg0 is used outside its declared slots"])
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
