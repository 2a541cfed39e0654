/// Which packets a flow is for: a conjunction of fields, in canonical order.
///
/// There is one spelling for one meaning: fields are sorted and unique, masks normal, empty masks dropped, and the 64- and
/// 128-bit views of registers are kept as the 32-bit registers under them.
public struct Match: Hashable, Sendable {
    public private(set) var fields: [MatchField] = []
    /// Fields that this library does not know, whole TLVs as they came (from flows of others). Written back unchanged.
    public internal(set) var unknown: [UInt8] = []

    public init() {}

    /// Traps when two fields are the same: that is a conflict of the caller's own making.
    public init(_ fields: [MatchField]) {
        self.fields.reserveCapacity(fields.count)
        for field in fields {
            guard let parts = field.field.registerParts else {
                if field.mask != 0 { self.fields.append(field) }
                continue
            }
            append(field, parts: parts)
        }
        self.fields.sort { $0.field < $1.field }
        for (left, right) in zip(self.fields, self.fields.dropFirst()) {
            precondition(left.field != right.field, "\(left.field.name) stands twice in a match")
        }
    }

    public var isEmpty: Bool { fields.isEmpty && unknown.isEmpty }

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
        if let parts = field.field.registerParts {
            let added = fields.count
            append(field, parts: parts)
            let registers = fields[added...]
            fields.removeSubrange(added...)
            for register in 0..<parts.count { remove(.register(parts.first + register)) }
            for register in registers { set(register) }
            return
        }
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

    /// Appends the 32-bit registers that a wide one stands for; ones that are not compared are left out.
    private mutating func append(_ field: MatchField, parts: (first: Int, count: Int)) {
        for part in 0..<parts.count {
            let shift = UInt128(32 * (parts.count - 1 - part))
            let mask = (field.mask ?? field.field.fullMask) >> shift & 0xffff_ffff
            guard mask != 0 else { continue }
            fields.append(
                MatchField(
                    unchecked: .register(parts.first + part), field.value >> shift & 0xffff_ffff, mask: mask))
        }
    }

    mutating func reserveCapacity(_ count: Int) { fields.reserveCapacity(count) }

    /// Appends a field that is compared, is no view of registers and stands behind the last in the canonical order.
    mutating func appendInOrder(_ field: MatchField) { fields.append(field) }

    /// Appends a field from the wire. False when it stands twice.
    mutating func appendDecoded(_ field: MatchField) -> Bool {
        if let parts = field.field.registerParts {
            let before = fields.count
            append(field, parts: parts)
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
