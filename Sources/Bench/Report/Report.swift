public import CommandLine
import Foundation
public import JSON

/// Everything that one run measured.
public struct Report: Sendable {
    public var conditions: Conditions
    public var figures: [Figure]

    public init(conditions: Conditions, figures: [Figure] = []) {
        self.conditions = conditions
        self.figures = figures
    }

    /// Figures whose goal is missed; times that are only for orientation do not count.
    public var missed: [Figure] { figures.filter { $0.isMet == false && $0.goal?.isOrientation == false } }

    /// Takes a second measurement of figures that it may hold: the better one counts. A virtual machine can be at half its
    /// speed for seconds, and what a processor can do is then seen only by those who look again later.
    public mutating func add(repeated figures: [Figure]) {
        for figure in figures {
            if let index = self.figures.firstIndex(where: { $0.name == figure.name }) {
                if figure.isBetter(than: self.figures[index]) { self.figures[index] = figure }
            } else {
                self.figures.append(figure)
            }
        }
    }

    public var table: Table {
        var table = Table(columns: ["FIGURE", "VALUE", "UNIT", "GOAL", "MET", "NOTE"])
        for figure in figures {
            let goal = figure.goal.map {
                "\($0.comparison.rawValue) \(Self.text($0.limit))" + ($0.isOrientation ? " (orientation)" : "")
            }
            let isMet = figure.isMet.map { $0 ? "yes" : "NO" }
            table.append(
                [
                    figure.name, Self.text(figure.value), figure.unit, goal, isMet,
                    figure.note.isEmpty ? nil : figure.note,
                ])
        }
        return table
    }

    /// Three significant digits, or all that stand before the point.
    static func text(_ value: Double) -> String {
        if value == value.rounded(), abs(value) < 1e15 { return String(Int64(value)) }
        let digits = abs(value) >= 100 ? 0 : abs(value) >= 10 ? 1 : abs(value) >= 1 ? 2 : 3
        return String(format: "%.\(digits)f", value)
    }

    public var json: JSONValue {
        var object: JSONObject = [
            "commit": .string(conditions.commit), "date": .string(conditions.date),
            "cpus": .integer(Int64(conditions.cpuCount)), "cpuModel": .string(conditions.cpuModel),
            "loadAtStart": .double(conditions.loadAtStart),
        ]
        object["loadAtEnd"] = conditions.loadAtEnd.map { .double($0) }
        object["openVSwitch"] = conditions.openVSwitch.map { .string($0) }
        object["figures"] = .array(figures.map(\.json))
        return .object(object)
    }
}

extension Figure {
    fileprivate var json: JSONValue {
        var object: JSONObject = ["name": .string(name), "value": .double(value), "unit": .string(unit)]
        if let goal {
            object["goal"] = [
                "comparison": .string(goal.comparison == .atMost ? "at-most" : "at-least"),
                "limit": .double(goal.limit), "isOrientation": .bool(goal.isOrientation),
            ]
        }
        object["isMet"] = isMet.map { .bool($0) }
        if !note.isEmpty { object["note"] = .string(note) }
        return .object(object)
    }
}

extension Report {
    /// Where a run keeps its figures unless it is told: `bench-results/COMMIT-TIME.json`.
    public var defaultFile: String {
        let time = conditions.date.filter { $0.isNumber || $0 == "T" }
        return "bench-results/\(conditions.commit)-\(time).json"
    }

    /// Writes the JSON form, making the directory.
    public func write(to file: String) throws(BenchError) {
        let url = URL(fileURLWithPath: file)
        do {
            try FileManager.default.createDirectory(
                at: url.deletingLastPathComponent(), withIntermediateDirectories: true)
            try Data(json.serializedBytes(pretty: true) + [UInt8(ascii: "\n")]).write(to: url)
        } catch {
            throw BenchError("\(file): \(error.localizedDescription)")
        }
    }
}
