import OVSDB

/// The arithmetic of mutations: 64-bit integers without overflow, and reals that stay finite (RFC 7047 section 5.1).
enum Arithmetic {
    /// - Throws: `domain error` for a division by zero, `range error` for a result that does not fit.
    static func apply(_ mutator: Mutation.Mutator, _ atom: Atom, _ operand: Atom) throws(OVSDBError) -> Atom {
        switch (atom, operand) {
        case (.integer(let left), .integer(let right)): .integer(try integer(mutator, left, right))
        case (.real(let left), .real(let right)): .real(try real(mutator, left, right))
        default: preconditionFailure("a mutation's operand is read with the type of its column")
        }
    }

    private static func integer(
        _ mutator: Mutation.Mutator, _ left: Int64, _ right: Int64
    ) throws(OVSDBError) -> Int64 {
        if mutator == .divide || mutator == .remainder, right == 0 { throw divisionByZero }
        // Open vSwitch takes the greatest product that would fit for one too many (mul_int in ovsdb/mutation.c).
        if mutator == .multiply, left > 0, right > 0, left >= Int64.max / right { throw outOfRange(mutator) }
        let (value, overflow) =
            switch mutator {
            case .add: left.addingReportingOverflow(right)
            case .subtract: left.subtractingReportingOverflow(right)
            case .multiply: left.multipliedReportingOverflow(by: right)
            case .divide: left.dividedReportingOverflow(by: right)
            case .remainder: left.remainderReportingOverflow(dividingBy: right)
            case .insert, .delete: preconditionFailure("elements are not computed")
            }
        if overflow { throw outOfRange(mutator) }
        return value
    }

    private static func real(_ mutator: Mutation.Mutator, _ left: Double, _ right: Double) throws(OVSDBError) -> Double
    {
        let value: Double
        switch mutator {
        case .add: value = left + right
        case .subtract: value = left - right
        case .multiply: value = left * right
        case .divide:
            if right == 0 { throw divisionByZero }
            value = left / right
        case .remainder, .insert, .delete: preconditionFailure("reals have no remainder")
        }
        guard value.isFinite else { throw outOfRange(mutator) }
        return value
    }

    private static let divisionByZero = OVSDBError(.domainError, "Division by zero.")

    private static func outOfRange(_ mutator: Mutation.Mutator) -> OVSDBError {
        OVSDBError(.rangeError, "Result of \"\(mutator.rawValue)\" operation is out of range.")
    }
}
