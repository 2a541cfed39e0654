/// A counter that a transaction increases, and whose new value its result tells.
public struct Increment: Hashable, Sendable {
    /// The operation that reads the new value.
    let selectIndex: Int
    let column: String
}

extension Transaction {
    /// Adds to an integer column of one row, and reads what it is then: `Open_vSwitch.next_cfg`, say, whose new value
    /// tells when ovs-vswitchd is done with the change (`cur_cfg`). No other client can get in between.
    public mutating func increment(
        _ table: String, _ uuid: OVSDBUUID, _ column: String, by step: Int64 = 1
    ) -> Increment {
        mutate(table, where: [.uuid(uuid)], mutations: [.add(column, .integer(step))])
        select(table, where: [.uuid(uuid)], columns: [column])
        return Increment(selectIndex: count - 1, column: column)
    }
}

extension TransactionResult {
    /// What the counter was increased to; nil when its row was not there, or the transaction is another one's.
    public func value(of increment: Increment) -> Int64? {
        guard outcomes.indices.contains(increment.selectIndex), case .rows(let rows) = outcomes[increment.selectIndex]
        else { return nil }
        return rows.first?[increment.column]?.integer
    }
}
