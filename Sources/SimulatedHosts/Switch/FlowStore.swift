/// The flows of a switch, by table, priority and match. They stand in an order that only depends on what was done.
struct FlowStore {
    private(set) var flows: [StoredFlow] = []
    private var index = ProbeIndex()

    static func hash(_ body: FlowBody, _ table: UInt8, _ priority: UInt16) -> UInt32 {
        ByteHash.with(body.matchHash, UInt32(table) << 16 | UInt32(priority))
    }

    subscript(place: Int) -> StoredFlow { flows[place] }

    func find(_ body: FlowBody, table: UInt8, priority: UInt16) -> Int? {
        index.first(Self.hash(body, table, priority)) { place in
            flows[place].priority == priority && flows[place].table == table
                && flows[place].body.hasSameMatch(as: body)
        }
    }

    func find(_ flow: StoredFlow) -> Int? { find(flow.body, table: flow.table, priority: flow.priority) }

    /// Puts a flow in that is not there.
    mutating func insert(_ flow: StoredFlow) {
        index.insert(flow.hash, at: flows.count) { flows[$0].hash }
        flows.append(flow)
    }

    /// Puts another flow of the same key in its place.
    mutating func replace(at place: Int, by flow: StoredFlow) { flows[place] = flow }

    /// The last flow takes its place.
    mutating func remove(at place: Int) {
        index.remove(flows[place].hash, at: place) { flows[$0].hash }
        let last = flows.count - 1
        if place != last {
            index.move(flows[last].hash, from: last, to: place)
            flows[place] = flows[last]
        }
        flows.removeLast()
    }
}
