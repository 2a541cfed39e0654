import Pipeline
import Topology

/// What is known of every unit: what came of it, and what it read, and so who is to be computed again when that changes.
///
/// Units and inputs are named by words. Here each has a number, so that an edge between them takes four bytes and no words
/// are compared to find it.
struct UnitTable: Sendable {
    private struct Record {
        let unit: Unit
        var fragments: [Cookie]
        var inputs: [Int32]
    }

    private var numbers: [Unit: Int32] = [:]
    private var records: [Record?] = []
    private var freeRecords: [Int32] = []
    private var inputs = InputTable()

    /// Makes room for as many units more.
    mutating func reserve(_ count: Int) {
        numbers.reserveCapacity(numbers.count + count)
        records.reserveCapacity(records.count + count)
    }

    /// Units that read this when they were last computed.
    func readers(of input: Input) -> [Unit] {
        inputs.readers(of: input).compactMap { records[Int($0)]?.unit }
    }

    /// Notes what came of a unit, and what it read. One of which nothing came, and that read nothing, is forgotten.
    ///
    /// - Returns: what came of it when it was last computed.
    mutating func record(_ unit: Unit, fragments: [Cookie], inputs read: [Input]) -> [Cookie] {
        let isEmpty = fragments.isEmpty && read.isEmpty
        guard let number = isEmpty ? numbers[unit] : number(of: unit) else { return [] }
        let former = records[Int(number)]
        let old = former?.inputs ?? []
        let new = read.isEmpty ? [] : inputs.numbers(of: read)
        // Mostly a unit reads again what it read before, in the same order.
        if old != new {
            for input in new where !old.contains(input) { inputs.add(number, to: input) }
            for input in old where !new.contains(input) { inputs.remove(number, from: input) }
        }
        if isEmpty {
            records[Int(number)] = nil
            numbers[unit] = nil
            freeRecords.append(number)
        } else {
            records[Int(number)] = Record(unit: unit, fragments: fragments, inputs: new)
        }
        return former?.fragments ?? []
    }

    /// The number of a unit, which gets one if it has none.
    private mutating func number(of unit: Unit) -> Int32 {
        let next = freeRecords.last ?? Int32(records.count)
        let number = numbers.value(of: unit, orInsert: next)
        guard number == next else { return number }
        if freeRecords.popLast() == nil { records.append(nil) }
        return number
    }
}

extension Dictionary {
    /// Looks for a key once, whether it is there or not.
    fileprivate mutating func value(of key: Key, orInsert value: Value) -> Value {
        func read(_ value: inout Value) -> Value { value }
        return read(&self[key, default: value])
    }
}

/// Inputs, and the numbers of the units that read them.
private struct InputTable: Sendable {
    private var numbers: [Input: Int32] = [:]
    private var readers: [Set<Int32>] = []
    private var names: [Input?] = []
    private var free: [Int32] = []

    func readers(of input: Input) -> Set<Int32> {
        numbers[input].map { readers[Int($0)] } ?? []
    }

    /// Numbers of inputs, of which each gets a reader.
    mutating func numbers(of inputs: [Input]) -> [Int32] {
        inputs.map { input in
            let next = free.last ?? Int32(readers.count)
            let number = numbers.value(of: input, orInsert: next)
            guard number == next else { return number }
            if free.popLast() == nil {
                readers.append([])
                names.append(input)
            } else {
                names[Int(number)] = input
            }
            return number
        }
    }

    mutating func add(_ unit: Int32, to input: Int32) { readers[Int(input)].insert(unit) }

    mutating func remove(_ unit: Int32, from input: Int32) {
        let place = Int(input)
        readers[place].remove(unit)
        guard readers[place].isEmpty, let name = names[place] else { return }
        numbers[name] = nil
        names[place] = nil
        free.append(input)
    }
}
