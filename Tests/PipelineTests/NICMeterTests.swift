import NetworkTypes
import OpenFlow
import Pipeline
import Testing

@Suite struct NICMeterTests {
    @Test("Each purpose and port has a number of its own, which every datapath has room for")
    func numbers() {
        var seen: Set<UInt32> = []
        for meter in NICMeter.allCases {
            for port in [1, 2, 1000, NICMeter.maximumPort.rawValue] {
                let id = meter.id(PortNumber(port))
                #expect(seen.insert(id).inserted)
                #expect(id > 0 && id <= 262_144)
            }
        }
    }

    @Test("What goes to the controller is metered, and only guard and services send it")
    func controller() {
        let cookie = Cookie(.localNIC, 16)
        func problems(_ stage: Stage, meter: UInt32?) -> Int {
            FlowCheck.problems(
                of: FlowBuilder(stage, priority: 1, cookie: cookie)
                    .acting(.controller(maxLength: 128, userdata: [1], meter: meter)).ending().decoded()
            ).count
        }
        #expect(problems(.guardian, meter: 5) == 0)
        #expect(problems(.guardian, meter: nil) == 1)
        #expect(problems(.services, meter: 5) == 0)
        #expect(problems(.services, meter: nil) == 1)
        #expect(problems(.switching, meter: 5) == 1)
    }
}
