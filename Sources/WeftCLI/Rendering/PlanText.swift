import CommandLine

/// A plan as people read it (INTERFACE.md 3).
enum PlanText {
    /// Where the places of changes are aligned.
    private static let placeColumn = 72
    private static let labelWidth = 14

    static func render(_ plan: PlanReport, deletions: [String] = []) -> String {
        guard !plan.changes.isEmpty else {
            return "Nothing to change  (revision \(plan.base))\n" + warnings(plan)
        }
        var text = "Plan for \(subject(plan, deletions))  (revision \(plan.base) → \(plan.next))\n"
        for change in plan.changes { text += lines(change) }
        text += warnings(plan)
        text += hosts(plan)
        return text
    }

    /// The documents that change, else their tenants.
    private static func subject(_ plan: PlanReport, _ deletions: [String]) -> String {
        let documents = Set(plan.changes.compactMap(\.document) + deletions)
        let names = documents.isEmpty ? Set(plan.changes.compactMap(\.tenant)) : documents
        return names.isEmpty ? "all documents" : names.sorted().map(printable).joined(separator: ", ")
    }

    /// The object, then what changed of it: entries with a place of their own, such as rules, as lines of their own.
    private static func lines(_ change: PlanReport.Change) -> String {
        let sign =
            switch change.operation {
            case .added: "+"
            case .changed: "~"
            case .removed: "-"
            }
        let entries = change.details.filter { $0.position != nil }
        let others = change.details.filter { $0.position == nil }
        var text = ""
        if !others.isEmpty || entries.isEmpty {
            text += line("  \(sign) \(change.summary)", change.position)
            for detail in others { text += "      \(printable(detail.text))\n" }
        }
        for entry in entries { text += line("  \(sign) \(change.title): \(entry.text)", entry.position) }
        return text
    }

    private static func line(_ text: String, _ position: String?) -> String {
        let text = printable(text)
        guard let position else { return text + "\n" }
        let gap = String(repeating: " ", count: max(2, placeColumn - text.count))
        return text + gap + printable(withoutColumn(position)) + "\n"
    }

    /// `base.yaml:4:3` as `base.yaml:4`.
    static func withoutColumn(_ position: String) -> String {
        let parts = position.split(separator: ":", omittingEmptySubsequences: false)
        let isNumbered = parts.count >= 3 && parts.suffix(2).allSatisfy { Int($0) != nil }
        return isNumbered ? parts.dropLast().joined(separator: ":") : position
    }

    private static func warnings(_ plan: PlanReport) -> String {
        var text = ""
        for warning in plan.warnings {
            let place = warning.position.map { printable(withoutColumn($0)) + ": " } ?? ""
            text += labelled("Warning", place + printable(warning.message))
            if let hint = warning.hint { text += labelled("", "hint: \(printable(hint))") }
            if !warning.related.isEmpty {
                let places = warning.related.map { printable(withoutColumn($0)) }
                text += labelled("", "also: \(places.joined(separator: ", "))")
            }
        }
        return text
    }

    private static func hosts(_ plan: PlanReport) -> String {
        var parts = ["\(plan.hostsTouched) of \(plan.hostsTotal) touched"]
        for count in plan.counts {
            var changes: [String] = []
            if count.added != 0 { changes.append("+\(count.added)") }
            if count.removed != 0 { changes.append("−\(count.removed)") }
            if !changes.isEmpty { parts.append("\(count.name) \(changes.joined(separator: " "))") }
        }
        return labelled("Hosts", parts.joined(separator: " · "))
    }

    static func labelled(_ label: String, _ text: String) -> String {
        label + String(repeating: " ", count: max(1, labelWidth - label.count)) + text + "\n"
    }
}
