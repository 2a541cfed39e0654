extension [TableFeatures] {
    /// Every table with what differs from the one before it; alike ones without a name are counted together.
    func text(version: OpenFlowVersion) -> String {
        var text = ""
        var previous: TableFeaturesText?
        var ditto: ClosedRange<UInt8>?
        func finish() {
            guard let same = ditto else { return }
            text +=
                same.count == 1
                ? "\n  table \(same.lowerBound): ditto\n"
                : "\n  tables \(same.lowerBound)...\(same.upperBound): ditto\n"
            ditto = nil
        }
        for features in self {
            let table = TableFeaturesText(features, version: version)
            if let previous, table.isSame(as: previous) {
                if features.name.isEmpty {
                    let first = ditto?.lowerBound ?? features.table
                    ditto = Swift.min(first, features.table)...Swift.max(first, features.table)
                } else {
                    finish()
                    text += table.title + " ditto"
                }
            } else {
                finish()
                if previous == nil { text += table.commandText }
                text += table.title + "\n" + table.body(behind: previous)
            }
            previous = table
        }
        finish()
        return text
    }
}

/// One table's features as ovs-ofctl writes them.
private struct TableFeaturesText {
    private let features: TableFeatures
    private let sets: TableSets
    private let version: OpenFlowVersion

    init(_ features: TableFeatures, version: OpenFlowVersion) {
        self.features = features
        self.version = version
        sets = TableSets(features.properties)
    }

    var title: String {
        "\n  table \(features.table)" + (features.name.isEmpty ? "" : " (\"\(features.name)\")") + ":"
    }

    /// OFPTFC_*: what a request of 1.5 wants done.
    var commandText: String {
        switch features.command {
        case 1 where version == .v1_5: "\n  command: modify"
        case 2 where version == .v1_5: "\n  command: enable"
        case 3 where version == .v1_5: "\n  command: disable"
        default: ""
        }
    }

    func isSame(as other: TableFeaturesText) -> Bool {
        (features.metadataMatch, features.metadataWrite, features.maximumEntries)
            == (other.features.metadataMatch, other.features.metadataWrite, other.features.maximumEntries)
            && features.capabilities & 0xc == other.features.capabilities & 0xc && hasSameInstructions(as: other)
            && sets.match == other.sets.match
    }

    private func hasSameInstructions(as other: TableFeaturesText) -> Bool {
        sets.hit.isSame(as: other.sets.hit, table: features.table, otherTable: other.features.table)
            && sets.miss.isSame(as: other.sets.miss, table: features.table, otherTable: other.features.table)
    }

    func body(behind previous: TableFeaturesText?) -> String {
        var text = ""
        if features.metadataMatch != 0 || features.metadataWrite != 0 {
            text += "    metadata: match=\(TextValue.alternate(features.metadataMatch))"
            text += " write=\(TextValue.alternate(features.metadataWrite))\n"
        }
        if version > .v1_3 {
            text += "    eviction: \(features.capabilities & 4 != 0 ? "" : "not ")supported\n"
            text += "    vacancy events: \(features.capabilities & 8 != 0 ? "" : "not ")supported\n"
        }
        if features.maximumEntries != 0 { text += "    max_entries=\(features.maximumEntries)\n" }
        return text + instructions(behind: previous) + matching(behind: previous)
    }

    private func instructions(behind previous: TableFeaturesText?) -> String {
        if let previous, hasSameInstructions(as: previous) {
            return sets.hit.isEmpty ? "" : "    (same instructions)\n"
        }
        guard sets.hit == sets.miss else {
            return "    instructions (other than table miss):\n" + sets.hit.text(behind: previous?.sets.hit)
                + "    instructions (table miss):\n" + sets.miss.text(behind: previous?.sets.miss)
        }
        if sets.hit.isEmpty { return "" }
        return "    instructions (table miss and others):\n" + sets.hit.text(behind: previous?.sets.hit)
    }

    private func matching(behind previous: TableFeaturesText?) -> String {
        if sets.match.isEmpty { return "" }
        if previous?.sets.match == sets.match { return "    (same matching)\n" }
        let free = sets.match.subtracting(sets.mask)
        var text = "    matching:\n"
        for (title, fields) in [
            ("arbitrary mask", sets.mask), ("exact match or wildcard", free.intersection(sets.wildcards)),
            ("must exact match", free.subtracting(sets.wildcards)),
        ] where !fields.isEmpty { text += "      \(title): \(FieldNameList.text(fields))\n" }
        return text
    }
}

extension TableSets.Instructions {
    /// OFPIT_*, in the order of Open vSwitch.
    private static let names: [(UInt16, String)] = [
        (6, "meter"), (4, "apply_actions"), (5, "clear_actions"), (3, "write_actions"), (2, "write_metadata"),
        (1, "goto_table"),
    ]

    fileprivate func text(behind previous: TableSets.Instructions?) -> String {
        var text = next.isEmpty ? "" : "      next tables: \(Self.ranges(next))\n"
        let known = Self.names.filter { kinds.contains($0.0) }.map(\.1)
        if !known.isEmpty {
            text +=
                previous?.kinds == kinds
                ? "      (same instructions)\n" : "      instructions: \(known.joined(separator: " "))\n"
        }
        if let previous, previous.write == write, previous.apply == apply, !write.fields.isEmpty {
            return text + "      (same actions)\n"
        }
        if write != apply {
            return text + "      Write-Actions features:\n" + write.text + "      Apply-Actions features:\n"
                + apply.text
        }
        return write.isEmpty ? text : text + "      Write-Actions and Apply-Actions features:\n" + write.text
    }

    private static func ranges(_ tables: Set<UInt8>) -> String {
        var parts: [String] = []
        var start = 0
        while let first = (start..<255).first(where: { tables.contains(UInt8($0)) }) {
            let end = (first..<255).first { !tables.contains(UInt8($0)) } ?? 255
            parts.append(end == first + 1 ? "\(first)" : "\(first)-\(end - 1)")
            start = end
        }
        return parts.isEmpty ? "none" : parts.joined(separator: ",")
    }
}

extension TableSets.Actions {
    fileprivate var text: String {
        let known = GroupFeatures.actionNames.filter { kinds.contains(UInt16($0.0)) }.map(\.1)
        return (known.isEmpty ? "" : "        actions: \(known.joined(separator: " "))\n")
            + (fields.isEmpty ? "" : "        supported on Set-Field: \(FieldNameList.text(fields))\n")
    }
}
