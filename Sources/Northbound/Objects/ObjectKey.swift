/// What an object is listed, found and paged by; its order is the order of lists.
struct ObjectKey: Hashable, Comparable, Sendable {
    /// Empty for objects of the fabric.
    var tenant = ""
    /// Empty where the number alone tells objects apart.
    var name = ""
    var number = 0

    static func < (left: Self, right: Self) -> Bool {
        (left.tenant, left.name, left.number) < (right.tenant, right.name, right.number)
    }
}
