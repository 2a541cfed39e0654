import OVSDB

/// What a server makes of conditions, as RFC 7047 section 5.1 and ovsdb-server(7) say it: to hold it to its word.
extension RowFilter {
    func matches(_ row: Row) -> Bool {
        switch self {
        case .all: true
        case .none: false
        case .any(let conditions): conditions.contains { $0.matches(row[$0.column]) }
        }
    }
}

extension Condition {
    fileprivate func matches(_ value: Datum) -> Bool {
        switch function {
        case .equal: value == self.value
        case .notEqual: value != self.value
        case .includes: value.includes(self.value)
        case .excludes: value.excludes(self.value)
        case .greater, .greaterOrEqual, .less, .lessOrEqual: isInOrder(value)
        }
    }

    /// An optional number that is not there is in no order.
    private func isInOrder(_ value: Datum) -> Bool {
        guard let left = value.atom, let right = self.value.atom else { return false }
        return switch function {
        case .greater: left > right
        case .greaterOrEqual: left >= right
        case .less: left < right
        default: left <= right
        }
    }
}

extension Datum {
    fileprivate func includes(_ other: Datum) -> Bool {
        isMap ? other.pairs.allSatisfy { self[$0.key] == $0.value } : other.atoms.allSatisfy { contains($0) }
    }

    fileprivate func excludes(_ other: Datum) -> Bool {
        isMap ? other.pairs.allSatisfy { self[$0.key] != $0.value } : other.atoms.allSatisfy { !contains($0) }
    }
}
