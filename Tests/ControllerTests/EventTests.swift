import Controller
import NetworkTypes
import Testing

@Suite("Events that peers cause")
struct EventTests {
    private func controller() throws -> Controller {
        try Controller(configuration: .init(controllerTarget: "tcp:172.30.0.1:6653"), stored: StoredState())
    }

    private func events(_ controller: Controller, at time: MonotonicTime) -> [EventRecord] {
        let effects = controller.handle([.request(RequestID(1), .snapshot)], now: time, wallTime: 0)
        for case .reply(_, .snapshot(let snapshot)) in effects { return Array(snapshot.events) }
        return []
    }

    @Test("A session that failed is told with its peer and reason, once a minute for each address and reason")
    func told() throws {
        let controller = try controller()
        let start = MonotonicTime(seconds: 1000)
        for number in 1...5 as ClosedRange<UInt64> {
            let peer = "tcp:192.0.2.\(number % 2):\(40000 + number)"
            let closed = [Event.openFlow(SessionID(number), .closed(peer: peer, reason: "message of 3 bytes"))]
            _ = controller.handle(closed, now: start, wallTime: 0)
        }
        let told = events(controller, at: start)
        #expect(told.map(\.object) == ["peer/tcp:192.0.2.1", "peer/tcp:192.0.2.0"])
        #expect(told.allSatisfy { $0.kind == .sessionFailed && $0.message.hasSuffix("ended: message of 3 bytes") })
        // The rest follows as a number when the minute is over.
        let deadline = try #require(controller.nextDeadline)
        #expect(deadline == start + .seconds(60))
        _ = controller.handle([], now: deadline, wallTime: 0)
        let later = events(controller, at: deadline)
        #expect(later.last?.kind == .eventsWithheld)
        #expect(later.last?.message.hasPrefix("3 more events within a minute") == true)
        #expect(controller.nextDeadline == nil)
    }

    @Test("A flood of strangers leaves most of the log to others, whatever it pretends")
    func flood() throws {
        let controller = try controller()
        var session: UInt64 = 0
        for minute in 0..<20 {
            let time = MonotonicTime(seconds: 1000) + .seconds(61 * minute)
            var batch: [Event] = []
            for _ in 0..<5000 {
                session += 1
                let peer = "tcp:10.\(session >> 16 & 255).\(session >> 8 & 255).\(session & 255):1"
                batch.append(.database(SessionID(session), .closed(peer: peer, reason: "malformed \(session)")))
            }
            _ = controller.handle(batch, now: time, wallTime: 0)
        }
        let told = events(controller, at: MonotonicTime(seconds: 4000))
        #expect(told.count <= 251)
        let numbers = told.map(\.number)
        #expect(numbers == numbers.sorted() && Set(numbers).count == numbers.count)
        #expect(told.contains { $0.kind == .eventsWithheld })
    }

    @Test("Connections that were turned away are told as a number")
    func turnedAway() throws {
        let controller = try controller()
        let start = MonotonicTime(seconds: 1000)
        _ = controller.handle([.turnedAway(count: 4711, last: "tcp:192.0.2.7:9")], now: start, wallTime: 0)
        let told = events(controller, at: start)
        #expect(told.count == 1 && told.first?.message.contains("4711 connections were turned away") == true)
        #expect(told.first?.object == "peer/tcp:192.0.2.7")
    }
}
