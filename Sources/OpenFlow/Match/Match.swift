/// Which packets a flow is for: a conjunction of fields, in canonical order.
///
/// There is one spelling for one meaning: fields are sorted and unique, masks normal, empty masks dropped, the 64- and
/// 128-bit views of registers are kept as the 32-bit registers under them, and the tag and the type of service in one word
/// as their parts.
public struct Match: Hashable, Sendable {
    public private(set) var fields: [MatchField] = []
    /// Whole TLVs: tunnel metadata by their numbers, and behind them fields that this library does not know, as they came.
    /// One buffer for both, so that matches without them pay for an empty array only.
    var others: [UInt8] = []

    public init() {}

    /// Traps when two fields are the same: that is a conflict of the caller's own making.
    public init(_ fields: [MatchField]) {
        if Self.isCanonical(fields) {
            self.fields = fields
            return
        }
        self.fields.reserveCapacity(fields.count)
        for field in fields {
            if field.field.isView { appendParts(of: field) } else if field.comparesBits { self.fields.append(field) }
        }
        self.fields.sort { $0.field < $1.field }
        for (left, right) in zip(self.fields, self.fields.dropFirst()) {
            precondition(left.field != right.field, "\(left.field.name) stands twice in a match")
        }
    }

    /// Whether a list can be taken as it is.
    private static func isCanonical(_ fields: [MatchField]) -> Bool {
        var last: Field?
        for field in fields {
            if field.field.isView || !field.comparesBits { return false }
            if let last, last >= field.field { return false }
            last = field.field
        }
        return true
    }

    public var isEmpty: Bool { fields.isEmpty && others.isEmpty }

    public subscript(field: Field) -> MatchField? {
        for candidate in fields where candidate.field == field { return candidate }
        return nil
    }

    /// Fields whose prerequisites this match lacks: a switch would answer OFPBMC_BAD_PREREQ.
    public var fieldsWithoutPrerequisites: [Field] {
        fields.map(\.field).filter { !$0.prerequisites.allSatisfy { $0.isSatisfied(by: self) } }
    }

    /// Sets or replaces one field. A mask of zero removes it.
    public mutating func set(_ field: Field, _ value: some BinaryInteger, mask: UInt128? = nil) {
        set(MatchField(field, UInt128(value), mask: mask))
    }

    /// Sets or replaces one field. A mask of zero removes it.
    public mutating func set(_ field: MatchField) {
        if field.field.isView { return setParts(of: field) }
        insert(field)
    }

    private mutating func insert(_ field: MatchField) {
        let place = fields.firstIndex { $0.field >= field.field } ?? fields.endIndex
        let isPresent = place < fields.endIndex && fields[place].field == field.field
        switch (isPresent, field.mask == 0) {
        case (true, true): fields.remove(at: place)
        case (true, false): fields[place] = field
        case (false, true): break
        case (false, false): fields.insert(field, at: place)
        }
    }

    public mutating func remove(_ field: Field) {
        fields.removeAll { $0.field == field }
    }

    /// Appends fields that are compared, are no views of others and stand in the canonical order behind the last: at most
    /// `capacity`, for which there is room.
    @inline(__always)
    mutating func append(capacity: Int, _ fill: (inout OutputSpan<MatchField>) -> Void) {
        fields.append(addingCapacity: capacity, initializingWith: fill)
    }

    /// Appends a field that is compared, is no view of others and stands behind the last in the canonical order; others
    /// are to be put in order by the caller.
    mutating func append(_ field: MatchField) { fields.append(field) }

    /// Replaces what stands for the parts of a view.
    private mutating func setParts(of field: MatchField) {
        var parts = Match()
        parts.appendParts(of: field)
        for part in field.field.parts { remove(part) }
        for part in parts.fields { insert(part) }
    }

    /// Appends a field from the wire. False when it stands twice.
    mutating func appendDecoded(_ field: MatchField) -> Bool {
        if field.field.isView {
            let before = fields.count
            appendParts(of: field)
            return isSortedAfterInsertion(of: before)
        }
        if field.mask == 0 { return true }
        fields.append(field)
        return isSortedAfterInsertion(of: fields.count - 1)
    }

    /// Moves the fields from `start` on to their places; they mostly are there already.
    private mutating func isSortedAfterInsertion(of start: Int) -> Bool {
        for index in start..<fields.count {
            var place = index
            while place > 0, fields[place - 1].field > fields[place].field {
                fields.swapAt(place - 1, place)
                place -= 1
            }
            if place > 0, fields[place - 1].field == fields[place].field { return false }
        }
        return true
    }
}
