extension Datum {
    /// This value changed by a difference as `update2` and `update3` send it (ovsdb-server(7), "Update2 Notification").
    ///
    /// A column of at most one element is replaced. In a set the difference names what is added or taken away; in a
    /// map, an entry that is there as it stands is taken away and any other is added or replaces its key's.
    public func applying(difference: Datum, type: ColumnType) -> Datum {
        guard type.isComposite else { return difference }
        switch (contents, difference.contents) {
        case (.set(let old), .set(let changes)): return Datum(canonical: .set(Self.symmetricDifference(old, changes)))
        case (.map(let old), .map(let changes)): return Datum(canonical: .map(Self.merge(old, changes)))
        default: preconditionFailure("a difference is read with its column's type, so both are sets or both are maps")
        }
    }

    /// The difference that turns this value into `new`; the inverse of `applying(difference:type:)`.
    public func difference(to new: Datum, type: ColumnType) -> Datum {
        guard type.isComposite else { return new }
        switch (contents, new.contents) {
        case (.set(let old), .set(let new)): return Datum(canonical: .set(Self.symmetricDifference(old, new)))
        case (.map(let old), .map(let new)):
            let kept = Set(old).intersection(new)
            let newKeys = Set(new.map(\.key))
            let removed = old.filter { !newKeys.contains($0.key) }
            return Datum(map: removed + new.filter { !kept.contains($0) })
        default: preconditionFailure("both values are of one column")
        }
    }

    private static func symmetricDifference(_ left: [Atom], _ right: [Atom]) -> [Atom] {
        var result: [Atom] = []
        var (leftRest, rightRest) = (left[...], right[...])
        while let first = leftRest.first, let second = rightRest.first {
            if first == second {
                leftRest.removeFirst()
                rightRest.removeFirst()
            } else if first < second {
                result.append(leftRest.removeFirst())
            } else {
                result.append(rightRest.removeFirst())
            }
        }
        return result + leftRest + rightRest
    }

    private static func merge(_ old: [Pair], _ changes: [Pair]) -> [Pair] {
        var result: [Pair] = []
        var (oldRest, changeRest) = (old[...], changes[...])
        while let first = oldRest.first, let change = changeRest.first {
            if first.key == change.key {
                if first.value != change.value { result.append(change) }
                oldRest.removeFirst()
                changeRest.removeFirst()
            } else if first.key < change.key {
                result.append(oldRest.removeFirst())
            } else {
                result.append(changeRest.removeFirst())
            }
        }
        return result + oldRest + changeRest
    }
}
