/// What a table can do in the sets that ovs-ofctl compares and prints; names of what the library does not know are left out.
struct TableSets: Equatable {
    struct Actions: Equatable {
        var kinds: Set<UInt16> = []
        var fields: Set<String> = []
        var isEmpty: Bool { kinds.isEmpty && fields.isEmpty }
    }

    struct Instructions: Equatable {
        var next: Set<UInt8> = []
        var kinds: Set<UInt16> = []
        var write = Actions()
        var apply = Actions()
        var isEmpty: Bool { next.isEmpty && kinds.isEmpty && write.isEmpty && apply.isEmpty }

        /// Nobody can go to his own table or back: a table that only lacks itself does the same as the one before it.
        func isSame(as other: Instructions, table: UInt8, otherTable: UInt8) -> Bool {
            var (left, right) = (self, other)
            let (low, high) = (min(table, otherTable), max(table, otherTable))
            if high == low &+ 1, (table < otherTable ? self : other).next.contains(high) {
                left.next.remove(high)
                right.next.remove(high)
            }
            return left == right
        }
    }

    var hit = Instructions()
    var miss = Instructions()
    var match: Set<String> = []
    var mask: Set<String> = []
    var wildcards: Set<String> = []

    init(_ properties: [TableFeatureProperty]) {
        var seen: Set<UInt16> = []
        for property in properties {
            seen.insert(property.propertyType)
            add(property)
        }
        // What is not said of misses holds for them too.
        if !properties.isEmpty { completeMisses(seen) }
        match.formUnion(mask)
        wildcards = wildcards.union(mask).intersection(match)
    }

    private mutating func completeMisses(_ seen: Set<UInt16>) {
        if !seen.contains(TableFeatureProperty.KindList.instructionsMiss.rawValue) { miss.kinds = hit.kinds }
        if !seen.contains(TableFeatureProperty.TableList.nextMiss.rawValue) { miss.next = hit.next }
        if !seen.contains(TableFeatureProperty.KindList.writeActionsMiss.rawValue) {
            miss.write.kinds = hit.write.kinds
        }
        if !seen.contains(TableFeatureProperty.KindList.applyActionsMiss.rawValue) {
            miss.apply.kinds = hit.apply.kinds
        }
        if !seen.contains(TableFeatureProperty.FieldList.writeSetFieldMiss.rawValue) {
            miss.write.fields = hit.write.fields
        }
        if !seen.contains(TableFeatureProperty.FieldList.applySetFieldMiss.rawValue) {
            miss.apply.fields = hit.apply.fields
        }
    }

    private mutating func add(_ property: TableFeatureProperty) {
        switch property {
        case .kinds(let list, let kinds): add(list, Set(kinds.map(\.type)))
        case .tables(.next, let tables): hit.next = Set(tables)
        case .tables(.nextMiss, let tables): miss.next = Set(tables)
        case .fields(let list, let heads): add(list, heads)
        case .tables, .packetTypes, .other: break
        }
    }

    private mutating func add(_ list: TableFeatureProperty.KindList, _ kinds: Set<UInt16>) {
        switch list {
        case .instructions: hit.kinds = kinds
        case .instructionsMiss: miss.kinds = kinds
        case .writeActions: hit.write.kinds = kinds
        case .writeActionsMiss: miss.write.kinds = kinds
        case .applyActions: hit.apply.kinds = kinds
        case .applyActionsMiss: miss.apply.kinds = kinds
        }
    }

    private mutating func add(_ list: TableFeatureProperty.FieldList, _ heads: [TableFeatureProperty.FieldHead]) {
        let known = heads.compactMap { head in head.featureName.map { ($0, head.header & 0x100 != 0) } }
        let names = Set(known.map(\.0))
        switch list {
        case .match:
            match = names
            mask = Set(known.filter(\.1).map(\.0))
        case .wildcards: wildcards = names
        case .writeSetField: hit.write.fields = names
        case .writeSetFieldMiss: miss.write.fields = names
        case .applySetField: hit.apply.fields = names
        case .applySetFieldMiss: miss.apply.fields = names
        case .writeCopyField, .writeCopyFieldMiss, .applyCopyField, .applyCopyFieldMiss: break
        }
    }
}
