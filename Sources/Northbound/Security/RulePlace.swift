import Policy

/// Which rule of a group: its direction and its number, counted from 1.
struct RulePlace: Hashable {
    enum Direction: String {
        case ingress
        case egress
    }

    let group: String
    let direction: Direction
    let number: Int

    /// In the order of lists egress rules come behind all ingress rules.
    private static let firstEgress = 1 << 32

    init(_ group: String, _ direction: Direction, _ number: Int) {
        self.group = group
        self.direction = direction
        self.number = number
    }

    /// Reads `GROUP:ingress:1`.
    init?(_ name: String) {
        let parts = name.split(separator: ":", omittingEmptySubsequences: false)
        guard parts.count == 3, let direction = Direction(rawValue: String(parts[1])), let number = Int(parts[2]),
            (1..<Self.firstEgress).contains(number), String(number) == parts[2]
        else { return nil }
        self.init(String(parts[0]), direction, number)
    }

    init(_ key: ObjectKey) {
        let isEgress = key.number > Self.firstEgress
        self.init(key.name, isEgress ? .egress : .ingress, isEgress ? key.number - Self.firstEgress : key.number)
    }

    var name: String { "\(group):\(direction.rawValue):\(number)" }

    func key(ofTenant tenant: String) -> ObjectKey {
        ObjectKey(tenant: tenant, name: group, number: direction == .egress ? Self.firstEgress + number : number)
    }

    /// Every rule of a group, in order.
    static func all(in group: GroupDeclaration) -> [RulePlace] {
        group.ingress.indices.map { RulePlace(group.name, .ingress, $0 + 1) }
            + group.egress.indices.map { RulePlace(group.name, .egress, $0 + 1) }
    }

    func rule(in group: GroupDeclaration) -> RuleDeclaration? {
        let rules = direction == .ingress ? group.ingress : group.egress
        return rules.indices.contains(number - 1) ? rules[number - 1] : nil
    }
}
